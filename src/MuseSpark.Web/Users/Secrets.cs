using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace MuseSpark.Web.Users;

/// <summary>Keys and invitation tokens: 256 random bits, of which only the SHA-256 is kept.</summary>
public static class Secrets
{
    public const string KeyPrefix = "msk_";

    /// <summary>How much of a key is kept in the clear, to tell keys apart.</summary>
    public const int ShownLength = 10;

    public static string NewToken() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public static string NewKey() => KeyPrefix + NewToken();

    public static string Hash(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}
