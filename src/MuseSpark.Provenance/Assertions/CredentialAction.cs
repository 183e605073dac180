using MuseSpark.Provenance.Cbor;

namespace MuseSpark.Provenance.Assertions;

/// <summary>What was done to the asset (C2PA 18.15).</summary>
/// <param name="Name">c2pa.created or c2pa.opened first, then c2pa.edited, c2pa.placed, c2pa.watermarked, c2pa.converted ...</param>
/// <param name="Ingredients">what it was done with: one parent for c2pa.opened, components for c2pa.placed; each must be in the manifest's
/// ingredients</param>
public sealed record CredentialAction(string Name, params IReadOnlyList<Ingredient> Ingredients)
{
    public DateTimeOffset? When { get; init; }

    public Software? SoftwareAgent { get; init; }

    /// <summary>One of <see cref="DigitalSourceTypes"/>; must be there for c2pa.created.</summary>
    public string? DigitalSourceType { get; init; }

    public string? Description { get; init; }

    /// <summary>Further parameters in the caller's names.</summary>
    public CborMap? Parameters { get; init; }

    internal CborMap ToCbor(Func<Ingredient, HashedUri> uriOf)
    {
        var parameters = new CborMap { ["ingredients"] = Ingredients.Count == 0 ? null : Ingredients.Select(i => (object?)uriOf(i).ToCbor()).ToList() };
        foreach (var (key, value) in Parameters ?? []) parameters[key] = value;
        return new CborMap
        {
            ["action"] = Name,
            ["when"] = When is { } time ? CborTagged.Date(time) : null,
            ["softwareAgent"] = SoftwareAgent?.ToCbor(),
            ["digitalSourceType"] = DigitalSourceType,
            ["description"] = Description,
            ["parameters"] = parameters.Count == 0 ? null : parameters,
        };
    }
}

/// <summary>A program and its version.</summary>
public sealed record Software(string Name, string? Version = null)
{
    internal CborMap ToCbor() => new() { ["name"] = Name, ["version"] = Version };
}
