using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using MuseSpark.Provenance.Certificates;
using MuseSpark.Web.Data;

namespace MuseSpark.Web.Provenance.Signing;

/// <summary>
/// Who signs for each workspace: an authority of its own, made when it is first needed, or a certificate that its owner brought. Below
/// keys/signing/{workspace}: root.pem, issuing.pem and .key, signer.pem and .key, and former roots and signers. Private keys are encrypted.
/// The key of a root is never kept.
/// </summary>
/// <remarks>Safe for concurrent calls.</remarks>
public sealed class SigningIdentities(DataFolder folder, ServerSecret secret, TimeProvider time, ILogger<SigningIdentities> logger)
{
    public const string Organisation = "MuseSpark";

    /// <summary>Without time-stamps a signature is good for as long as its certificate: so it is a long time.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(10 * 365);

    /// <summary>A signer that is about to end is replaced before.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromDays(30);

    /// <summary>Another process on the same folder may make a root.</summary>
    private static readonly TimeSpan TrustAge = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<Guid, KnownSigner> _signers = [];
    private readonly Lock _making = new();

    private KnownTrust? _trust;
    private int _rootsMade;

    public SigningIdentity Of(Guid workspace)
    {
        var now = time.GetUtcNow();
        if (Known(workspace) is { } known && Lasts(known)) return known;
        lock (_making)
            return Known(workspace) is { } other && Lasts(other) ? other : Open(workspace) is { } kept && Lasts(kept) ? kept : Issue(workspace);

        bool Lasts(SigningIdentity signer) => signer.Certificate.NotAfter.ToUniversalTime() - now > Margin;
    }

    /// <summary>Who signs at present; null in a workspace that has signed nothing yet.</summary>
    public SigningIdentity? Find(Guid workspace)
    {
        lock (_making) return Known(workspace) ?? Open(workspace);
    }

    /// <summary>Whether the workspace's own authority issued it.</summary>
    public bool IsOwn(Guid workspace, SigningIdentity signer)
    {
        if (Read(workspace, "issuing.pem") is not { } pem) return false;
        using var issuing = X509Certificate2.CreateFromPem(pem);
        return signer.Chain.Skip(1).Any(certificate => certificate.Thumbprint == issuing.Thumbprint);
    }

    /// <summary>A new signer by the same authority. What was signed before stays valid.</summary>
    public SigningIdentity Rotate(Guid workspace)
    {
        lock (_making) return Issue(workspace);
    }

    /// <summary>Signs with the owner's certificate from now on.</summary>
    /// <exception cref="CertificateException">The file can't be read, or the certificate can't sign content credentials; the message says why.</exception>
    public SigningIdentity Bring(Guid workspace, ReadOnlySpan<byte> pfx, string? password)
    {
        var brought = SigningIdentity.FromPfx(pfx, password);
        var (now, until) = (time.GetUtcNow(), brought.Certificate.NotAfter.ToUniversalTime());
        if (brought.Certificate.NotBefore.ToUniversalTime() > now.UtcDateTime) throw new CertificateException([$"The certificate is good from {brought.Certificate.NotBefore.ToUniversalTime():d MMMM yyyy} only."]);
        if (until - now.UtcDateTime <= Margin) throw new CertificateException([$"The certificate is good until {until:d MMMM yyyy}; bring one that lasts longer than {Margin.Days} days more."]);
        lock (_making) return Keep(workspace, brought);
    }

    /// <summary>The root's certificate in PEM; null for a workspace that has signed nothing with an authority of its own.</summary>
    public string? RootOf(Guid workspace) => Read(workspace, "root.pem");

    /// <summary>Everything that workspaces of this server sign or have signed with their own authorities is trusted here.</summary>
    /// <remarks>Read once, and again when a root is made; what another process on the same folder makes is seen within ten seconds.</remarks>
    public TrustList Trust()
    {
        var (made, now) = (Volatile.Read(ref _rootsMade), time.GetUtcNow());
        if (_trust is { } known && known.RootsMade == made && now - known.ReadAt < TrustAge) return known.List;
        var roots = !Directory.Exists(Root) ? [] : Directory.EnumerateFiles(Root, "root*.pem", SearchOption.AllDirectories).Select(File.ReadAllText).ToList();
        var list = roots.Count == 0 ? TrustList.Nobody : TrustList.FromPem(string.Join('\n', roots));
        _trust = new KnownTrust(list, made, now);
        return list;
    }

    private string Root => Path.Combine(folder.Keys, "signing");

    /// <summary>Null where another process on the same folder has changed who signs.</summary>
    private SigningIdentity? Known(Guid workspace) =>
        _signers.TryGetValue(workspace, out var known) && known.Written == WrittenAt(workspace) ? known.Signer : null;

    private DateTime WrittenAt(Guid workspace) => File.GetLastWriteTimeUtc(Path.Combine(Root, workspace.ToString("N"), "signer.pem"));

    private SigningIdentity? Open(Guid workspace)
    {
        var written = WrittenAt(workspace);
        if (Read(workspace, "signer.pem") is not { } certificates || Read(workspace, "signer.key") is not { } key) return null;
        try
        {
            var signer = SigningIdentity.FromPem(certificates, key, secret.KeyPassword(workspace));
            _signers[workspace] = new KnownSigner(signer, written);
            return signer;
        }
        catch (CertificateException e)
        {
            logger.LogError(e, "The signing key of workspace {Workspace} can't be read; a new one is made. What was signed before stays as it is", workspace);
            return null;
        }
    }

    private SigningIdentity Issue(Guid workspace)
    {
        // A clock that is a little behind that of a reader must not make a certificate of tomorrow.
        var from = time.GetUtcNow().AddHours(-1);
        var authority = OpenAuthority(workspace) is { } kept && kept.Issuing.NotAfter.ToUniversalTime() - time.GetUtcNow() > Margin ? kept : Create(workspace, from);
        var signer = authority.IssueSigner(Organisation, $"Workspace {workspace.ToString("N")[^12..]}", from, Lifetime);
        logger.LogInformation("Workspace {Workspace} signs with certificate {Serial}, good until {Until:d}", workspace, signer.Certificate.SerialNumber, signer.Certificate.NotAfter);
        return Keep(workspace, signer);
    }

    private OwnAuthority? OpenAuthority(Guid workspace)
    {
        if (RootOf(workspace) is not { } root || Read(workspace, "issuing.pem") is not { } issuing || Read(workspace, "issuing.key") is not { } key) return null;
        try
        {
            return new OwnAuthority(X509Certificate2.CreateFromPem(root), X509Certificate2.CreateFromEncryptedPem(issuing, key, secret.KeyPassword(workspace)));
        }
        catch (CryptographicException e)
        {
            logger.LogError(e, "The signing authority of workspace {Workspace} can't be read; a new one is made, whose root has to be published anew", workspace);
            return null;
        }
    }

    private OwnAuthority Create(Guid workspace, DateTimeOffset from)
    {
        var authority = OwnAuthority.Create(Organisation, from);
        if (RootOf(workspace) is { } former) Write(workspace, $"root-{Guid.CreateVersion7(time.GetUtcNow()):N}.pem", former);
        using var key = authority.Issuing.GetECDsaPrivateKey()!;
        var encryption = new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 210_000);
        Write(workspace, "issuing.key", key.ExportEncryptedPkcs8PrivateKeyPem(secret.KeyPassword(workspace), encryption));
        Write(workspace, "issuing.pem", authority.Issuing.ExportCertificatePem());
        Write(workspace, "root.pem", authority.Root.ExportCertificatePem());
        Interlocked.Increment(ref _rootsMade);
        return authority;
    }

    private SigningIdentity Keep(Guid workspace, SigningIdentity signer)
    {
        // No root vouches for one that was brought, so it is told from its file that it signed here.
        if (Read(workspace, "signer.pem") is { } former) Write(workspace, $"signer-{Guid.CreateVersion7(time.GetUtcNow()):N}.pem", former);
        Write(workspace, "signer.key", signer.ExportKey(secret.KeyPassword(workspace)));
        Write(workspace, "signer.pem", signer.ExportCertificates());
        _signers[workspace] = new KnownSigner(signer, WrittenAt(workspace));
        return signer;
    }

    /// <param name="Written">When its file was.</param>
    private sealed record KnownSigner(SigningIdentity Signer, DateTime Written);

    private sealed record KnownTrust(TrustList List, int RootsMade, DateTimeOffset ReadAt);

    private string? Read(Guid workspace, string name) => Path.Combine(Root, workspace.ToString("N"), name) is var path && File.Exists(path) ? File.ReadAllText(path) : null;

    private void Write(Guid workspace, string name, string text) => PrivateFile.Write(Path.Combine(Root, workspace.ToString("N"), name), Encoding.UTF8.GetBytes(text));
}
