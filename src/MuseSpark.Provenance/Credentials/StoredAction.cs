using MuseSpark.Provenance.Cbor;
using MuseSpark.Provenance.Jumbf;

namespace MuseSpark.Provenance.Credentials;

/// <summary>An action as read, of any version.</summary>
/// <param name="Ingredients">labels of the ingredient assertions that it names; null when it names none</param>
internal sealed record StoredAction(string Name, CborMap Map, bool HasParameters, IReadOnlyList<string>? Ingredients)
{
    public static IEnumerable<StoredAction> ReadAll(StoredAssertion assertion) =>
        (assertion.Cbor?.List("actions") ?? []).OfType<CborMap>().Select(Read);

    public string? Agent => Map["softwareAgent"] switch { string name => name, CborMap program => program.Text("name"), _ => null };

    private static StoredAction Read(CborMap map)
    {
        var parameters = map.Map("parameters");
        var list = parameters?.List("ingredients") ?? (parameters?.Map("ingredient") is { } one ? [one] : null);
        var labels = list?.OfType<CborMap>().Select(uri => JumbfUri.Parse(uri.Text("url"))?.Name ?? "").ToList();
        return new StoredAction(map.Text("action") ?? "", map, parameters is not null, labels);
    }
}
