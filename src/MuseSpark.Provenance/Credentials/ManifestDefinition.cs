using MuseSpark.Provenance.Assertions;
using MuseSpark.Provenance.Certificates;

namespace MuseSpark.Provenance.Credentials;

/// <summary>What is to be signed about a file (C2PA 10). The binding to the file is the signer's matter.</summary>
public sealed record ManifestDefinition
{
    /// <summary>The program that signs.</summary>
    public required Software Generator { get; init; }

    /// <summary>What was done, c2pa.created or c2pa.opened first.</summary>
    public required IReadOnlyList<CredentialAction> Actions { get; init; }

    /// <summary>The manifest's URN, unique.</summary>
    public string Label { get; init; } = $"urn:c2pa:{Guid.NewGuid()}";

    /// <summary>Of this version of the asset, unique.</summary>
    public string InstanceId { get; init; } = $"xmp:iid:{Guid.NewGuid()}";

    public string? Title { get; init; }

    /// <summary>Further statements that the signer vouches for.</summary>
    public IReadOnlyList<Assertion> Created { get; init; } = [];

    /// <summary>Statements that the signer passes on, for instance what a user typed.</summary>
    public IReadOnlyList<Assertion> Gathered { get; init; } = [];

    public IReadOnlyList<Ingredient> Ingredients { get; init; } = [];

    /// <summary>By whose trust the credentials of ingredients are judged, for the record of their state.</summary>
    public TrustList IngredientTrust { get; init; } = TrustList.Nobody;

    /// <summary>The actions are all that was done.</summary>
    public bool AllActionsIncluded { get; init; }
}
