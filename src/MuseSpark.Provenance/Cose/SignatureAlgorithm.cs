using System.Security.Cryptography;

namespace MuseSpark.Provenance.Cose;

/// <summary>The signature algorithms that C2PA allows (13.2) and that are checked here; EdDSA is missing from .NET.</summary>
/// <param name="Number">in COSE</param>
/// <param name="CurveBits">0 for RSA</param>
public sealed record SignatureAlgorithm(string Name, long Number, HashAlgorithmName Hash, int CurveBits)
{
    public static IReadOnlyList<SignatureAlgorithm> All { get; } =
    [
        new("ES256", -7, HashAlgorithmName.SHA256, 256),
        new("ES384", -35, HashAlgorithmName.SHA384, 384),
        new("ES512", -36, HashAlgorithmName.SHA512, 521),
        new("PS256", -37, HashAlgorithmName.SHA256, 0),
        new("PS384", -38, HashAlgorithmName.SHA384, 0),
        new("PS512", -39, HashAlgorithmName.SHA512, 0),
    ];

    public bool IsElliptic => CurveBits > 0;

    public static SignatureAlgorithm? Of(long? number) => All.FirstOrDefault(algorithm => algorithm.Number == number);
}
