using System.Security.Cryptography;

namespace MuseSpark.Provenance.Assertions;

/// <summary>The hash algorithms that C2PA allows (13.1).</summary>
public static class HashNames
{
    public static HashAlgorithmName? Find(string? name) => name switch
    {
        "sha256" => HashAlgorithmName.SHA256,
        "sha384" => HashAlgorithmName.SHA384,
        "sha512" => HashAlgorithmName.SHA512,
        _ => null,
    };
}
