using System.Security.Cryptography;
using System.Text;
using MuseSpark.Web.Data;

namespace MuseSpark.Web.Provenance.Signing;

/// <summary>
/// One random secret of this server, from which the keys of watermarks and the passwords of key files are derived (HKDF, RFC 5869).
/// It lies in keys/secret below the data folder, readable by the server alone: who loses it can't read the marks made with it any more.
/// </summary>
public sealed class ServerSecret
{
    private const int Length = 32;
    private readonly byte[] _secret;

    public ServerSecret(DataFolder folder)
    {
        var path = Path.Combine(folder.Keys, "secret");
        if (!File.Exists(path)) PrivateFile.Write(path, RandomNumberGenerator.GetBytes(Length));
        _secret = File.ReadAllBytes(path);
        if (_secret.Length != Length) throw new InvalidDataException($"{path} should have {Length} bytes and has {_secret.Length}. Restore it from a backup: marks and signing keys hang on it.");
    }

    /// <summary>Of the marks in pictures, one for the whole server: whoever looks for a mark can't know the workspace yet.</summary>
    public byte[] PictureMarks => Derive("picture marks");

    public byte[] TextMarks(Guid workspace) => Derive($"text marks {workspace:N}");

    public string KeyPassword(Guid workspace) => Convert.ToHexString(Derive($"signing key {workspace:N}"));

    /// <summary>For hashes of prompts: only who has the salt of one can try out what it was.</summary>
    public byte[] PromptSalt(Guid generation) => Derive($"prompt {generation:N}");

    /// <summary>For hashes of the network addresses that strangers come from.</summary>
    public byte[] Origins => Derive("origins");

    private byte[] Derive(string purpose) => HKDF.DeriveKey(HashAlgorithmName.SHA256, _secret, Length, salt: [], info: Encoding.UTF8.GetBytes(purpose));
}
