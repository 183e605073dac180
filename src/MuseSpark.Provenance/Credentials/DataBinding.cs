using System.Security.Cryptography;
using MuseSpark.Provenance.Assertions;
using MuseSpark.Provenance.Cbor;
using MuseSpark.Provenance.Containers;

namespace MuseSpark.Provenance.Credentials;

/// <summary>The binding of a claim to the bytes of a file (C2PA 18.5).</summary>
internal static class DataBinding
{
    private const string Label = "c2pa.hash.data";

    /// <param name="place">what the hash leaves out: the store; null when it lies beside the file</param>
    /// <param name="hash">SHA-256</param>
    public static byte[] Box(ByteRange? place, byte[] hash) => Assertion.Cbor(Label, new CborMap
    {
        ["exclusions"] = place is { } range
            ? new List<object?> { new CborMap { ["start"] = range.Start, ["length"] = range.Length } }
            : null,
        ["alg"] = "sha256",
        ["hash"] = hash,
        ["pad"] = Array.Empty<byte>(),
    }).Box(Label);

    public static byte[] Hash(IContainer container, ReadOnlyMemory<byte> file, IReadOnlyList<ByteRange> exclusions)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        container.Hash(file, exclusions, hash);
        return hash.GetHashAndReset();
    }
}
