using MuseSpark.Provenance.Assertions;
using MuseSpark.Provenance.Cbor;

namespace MuseSpark.Provenance.Credentials;

/// <summary>A claim as read: what its signer states (C2PA 10.2; version 1 is that of C2PA 1.x).</summary>
/// <param name="Created">assertions that the signer vouches for; all of them in version 1</param>
/// <param name="Gathered">assertions that the signer passes on</param>
internal sealed record Claim(
    int Version,
    IReadOnlyList<Software> Generators,
    string InstanceId,
    string SignatureUrl,
    IReadOnlyList<HashedUri> Created,
    IReadOnlyList<HashedUri> Gathered,
    IReadOnlyList<string> Redacted,
    string? Algorithm,
    string? Title,
    string? Format)
{
    public IEnumerable<HashedUri> Assertions => Created.Concat(Gathered);

    /// <summary>Null when something is missing that must be there.</summary>
    public static Claim? Read(CborMap map, int version)
    {
        var created = Uris(map.List(version == 1 ? "assertions" : "created_assertions"));
        var gathered = version == 1 ? [] : Uris(map.List("gathered_assertions"), whenMissing: []);
        var generators = version == 1 ? OldGenerators(map) : Generator(map);
        if (map.Text("instanceID") is not { } instance || map.Text("signature") is not { } signature) return null;
        if (created is null || gathered is null || generators is null) return null;
        var redacted = map.Texts("redacted_assertions");
        return new Claim(version, generators, instance, signature, created, gathered, redacted, map.Text("alg"), map.Text("dc:title"), map.Text("dc:format"));
    }

    private static List<HashedUri>? Uris(IReadOnlyList<object?>? list, List<HashedUri>? whenMissing = null)
    {
        if (list is null) return whenMissing;
        var uris = new List<HashedUri>(list.Count);
        foreach (var item in list)
        {
            if (HashedUri.Read(item) is not { } uri) return null;
            uris.Add(uri);
        }
        return uris;
    }

    private static Software Program(CborMap map) => new(map.Text("name") ?? "", map.Text("version"));

    private static List<Software>? Generator(CborMap map) =>
        map.Map("claim_generator_info") is { } info && info.Text("name") is not null ? [Program(info)] : null;

    // A list of programs, or before that one text like "make_test_images/0.16.1 c2pa-rs/0.16.1".
    private static List<Software>? OldGenerators(CborMap map)
    {
        var programs = (map.List("claim_generator_info") ?? []).OfType<CborMap>().Select(Program).ToList();
        if (programs.Count > 0) return programs;
        return map.Text("claim_generator") is { } text
            ? [.. text.Split(' ').Take(16).Select(word => word.Split('/', 2)).Select(p => new Software(p[0], p.Length > 1 ? p[1] : null))]
            : null;
    }
}
