using MuseSpark.Provenance.Cbor;

namespace MuseSpark.Provenance.Assertions;

/// <summary>A watermark or fingerprint by which the asset finds back to its credentials when they were stripped (C2PA 18.10).</summary>
/// <param name="Algorithm">a name of the C2PA list, or a reverse domain name of one's own</param>
public sealed record SoftBinding(string Algorithm, ReadOnlyMemory<byte> Value, string? Name = null)
{
    public Assertion ToAssertion() => Assertion.Cbor("c2pa.soft-binding", new CborMap
    {
        ["alg"] = Algorithm,
        ["name"] = Name,
        ["blocks"] = new List<object?> { new CborMap { ["scope"] = new CborMap(), ["value"] = Value } },
        ["pad"] = Array.Empty<byte>(),
    });
}
