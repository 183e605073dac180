using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MuseSpark.Provenance.Certificates;

namespace MuseSpark.Provenance.Cose;

/// <summary>The signature algorithms that C2PA allows (13.2) and that are checked here; EdDSA is missing from .NET.</summary>
/// <param name="Number">in COSE</param>
/// <param name="CurveBits">of the key; 0 for RSA</param>
/// <param name="Curve">the object identifier of the curve; null for RSA</param>
public sealed record SignatureAlgorithm(string Name, long Number, HashAlgorithmName Hash, int CurveBits = 0, string? Curve = null)
{
    public static IReadOnlyList<SignatureAlgorithm> All { get; } =
    [
        new("ES256", -7, HashAlgorithmName.SHA256, 256, "1.2.840.10045.3.1.7"),
        new("ES384", -35, HashAlgorithmName.SHA384, 384, "1.3.132.0.34"),
        new("ES512", -36, HashAlgorithmName.SHA512, 521, "1.3.132.0.35"),
        new("PS256", -37, HashAlgorithmName.SHA256),
        new("PS384", -38, HashAlgorithmName.SHA384),
        new("PS512", -39, HashAlgorithmName.SHA512),
    ];

    public bool IsElliptic => CurveBits > 0;

    /// <summary>Whether the certificate's key is one for this algorithm; never throws.</summary>
    public bool Fits(X509Certificate2 certificate) =>
        IsElliptic ? CertificateAlgorithm.Curve(certificate) == Curve : CertificateAlgorithm.RsaBits(certificate) > 0;

    public static SignatureAlgorithm? Of(long? number) => All.FirstOrDefault(algorithm => algorithm.Number == number);
}
