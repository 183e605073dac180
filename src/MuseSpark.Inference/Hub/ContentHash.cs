using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace MuseSpark.Inference.Hub;

/// <summary>What the hub says a file's bytes hash to.</summary>
/// <param name="IsGit">A blob's SHA-1 as git makes it, of small files; else SHA-256, of those kept beside git (LFS).</param>
/// <param name="Hex">Lower case.</param>
public sealed record ContentHash(bool IsGit, string Hex)
{
    internal HashAlgorithmName Algorithm => IsGit ? HashAlgorithmName.SHA1 : HashAlgorithmName.SHA256;

    /// <summary>What is hashed before the file's bytes.</summary>
    internal byte[] Before(long bytes) => IsGit ? Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"blob {bytes}\0")) : [];

    internal bool Is(byte[] hash) => Convert.ToHexStringLower(hash) == Hex;

    internal static bool IsHex(string? text, int digits) => text?.Length == digits && text.All(char.IsAsciiHexDigitLower);
}
