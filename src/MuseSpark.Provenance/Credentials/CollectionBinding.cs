using System.Security.Cryptography;
using MuseSpark.Provenance.Assertions;
using MuseSpark.Provenance.Cbor;
using MuseSpark.Provenance.Containers;

namespace MuseSpark.Provenance.Credentials;

/// <summary>The binding of a claim to the files of an archive (C2PA 18.8).</summary>
internal static class CollectionBinding
{
    private const string Label = "c2pa.hash.collection.data";

    /// <param name="hashes">SHA-256, of the archive with a store of the final length in it</param>
    public static byte[] Box(CollectionHashes hashes) => Assertion.Cbor(Label, new CborMap
    {
        ["uris"] = hashes.Members.Select(member => (object?)new CborMap { ["uri"] = member.Uri, ["hash"] = member.Hash, ["size"] = member.Size }).ToList(),
        ["alg"] = "sha256",
        ["zip_central_directory_hash"] = hashes.CentralDirectory,
    }).Box(Label);

    public static void Check(Manifest manifest, StoredAssertion binding, Asset asset, string url, FindingLog log)
    {
        if (binding.Cbor is not { } map
            || map.Bytes("zip_central_directory_hash") is not { } directory
            || Expected(map) is not { } expected)
        {
            log.Failure("assertion.collectionHash.malformed", url, "The binding to the archive can't be read.");
            return;
        }
        if (HashNames.Find(map.Text("alg") ?? manifest.Claim.Algorithm) is not { } algorithm)
        {
            log.Failure("algorithm.unsupported", url, $"The hash algorithm {map.Text("alg")} is not allowed.");
            return;
        }
        if (Matches(asset, algorithm, directory, expected))
            log.Success("assertion.collectionHash.match", url, "The archive is as it was signed.");
        else log.Failure("assertion.collectionHash.mismatch", url, "The archive was changed after signing.");
    }

    private static bool Matches(Asset asset, HashAlgorithmName algorithm, ReadOnlyMemory<byte> directory, Dictionary<string, ReadOnlyMemory<byte>> expected)
    {
        try
        {
            if (asset.Container is not ZipContainer zip) return false;
            var actual = zip.HashCollection(asset.File.Span, algorithm);
            return directory.Span.SequenceEqual(actual.CentralDirectory)
                && actual.Members.Count == expected.Count
                && actual.Members.All(member => expected.TryGetValue(member.Uri, out var hash) && hash.Span.SequenceEqual(member.Hash));
        }
        catch (ContainerException)
        {
            return false;
        }
    }

    // The standard has a list of maps with "uri"; some write a map from addresses to such maps.
    private static Dictionary<string, ReadOnlyMemory<byte>>? Expected(CborMap map)
    {
        var entries = map.List("uris")?.OfType<CborMap>().Select(entry => (Uri: entry.Text("uri"), Entry: entry))
            ?? map.Map("uris")?.Select(pair => (Uri: pair.Key as string, Entry: pair.Value as CborMap ?? []));
        var expected = new Dictionary<string, ReadOnlyMemory<byte>>();
        foreach (var (uri, entry) in entries ?? [])
            if (uri is null || entry.Bytes("hash") is not { } hash || !expected.TryAdd(uri, hash)) return null;
        return entries is null ? null : expected;
    }
}
