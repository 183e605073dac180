using MuseSpark.Provenance.Cbor;

namespace MuseSpark.Provenance.Assertions;

/// <summary>An address in a manifest store and the hash of what is there (C2PA 8.3).</summary>
/// <param name="Algorithm">sha256, sha384 or sha512; null = the claim's</param>
public sealed record HashedUri(string Url, string? Algorithm, ReadOnlyMemory<byte> Hash)
{
    public CborMap ToCbor() => new() { ["url"] = Url, ["alg"] = Algorithm, ["hash"] = Hash };

    public static HashedUri? Read(object? value) =>
        value is CborMap map && map.Text("url") is { } url && map.Bytes("hash") is { } hash
            ? new HashedUri(url, map.Text("alg"), hash)
            : null;
}
