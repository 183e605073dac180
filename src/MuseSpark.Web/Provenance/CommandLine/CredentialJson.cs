using System.Text.Json;
using System.Text.Json.Nodes;
using MuseSpark.Provenance.Cbor;
using MuseSpark.Provenance.Credentials;

namespace MuseSpark.Web.Provenance.CommandLine;

/// <summary>Content Credentials as JSON for programs; byte strings are base64, control characters are escaped.</summary>
internal static class CredentialJson
{
    // CBOR 32 deep and three levels around it.
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { WriteIndented = true, MaxDepth = 128 };

    public static string Write(CredentialReport report) => JsonSerializer.Serialize(new
    {
        state = CredentialText.StateName(report.State),
        findings = report.Findings.Select(finding => new { kind = finding.Kind.ToString().ToLowerInvariant(), finding.Code, finding.Url, finding.Explanation, finding.Ingredient }),
        active = report.Active?.Label,
        manifests = report.Manifests.Select(manifest => new
        {
            manifest.Label,
            manifest.ClaimVersion,
            manifest.IsUpdate,
            manifest.InstanceId,
            manifest.Title,
            manifest.Format,
            manifest.Generators,
            manifest.Signer,
            manifest.Actions,
            manifest.Ingredients,
            assertions = manifest.Assertions.Select(assertion => new { assertion.Label, assertion.Created, content = Content(assertion) }),
        }),
    }, Options);

    private static JsonNode? Content(AssertionView assertion)
    {
        if (assertion.Cbor is { } map) return Node(map);
        if (assertion.File is { } file) return new JsonObject { ["mediaType"] = file.MediaType, ["bytes"] = file.Bytes.Length };
        if (assertion.JsonText is not { } json) return null;
        try
        {
            return JsonNode.Parse(json.Span);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static JsonNode? Node(object? value) => value switch
    {
        CborMap map => new JsonObject(map.Select(pair => KeyValuePair.Create($"{pair.Key}", Node(pair.Value))).DistinctBy(pair => pair.Key)),
        CborTagged tagged => Node(tagged.Value),
        IReadOnlyList<object?> list => new JsonArray([.. list.Select(Node)]),
        ReadOnlyMemory<byte> bytes => Convert.ToBase64String(bytes.Span),
        byte[] bytes => Convert.ToBase64String(bytes),
        double number when !double.IsFinite(number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture),
        double number => number,
        bool flag => flag,
        long number => number,
        ulong number => number,
        string text => text,
        _ => null,
    };
}
