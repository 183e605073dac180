using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MuseSpark.Provenance.Certificates;

/// <summary>Whose signatures count. Immutable, safe from many threads.</summary>
/// <param name="signers">roots (or issuing authorities) of signers</param>
/// <param name="timestamps">of time-stamp authorities</param>
public sealed class TrustList(IReadOnlyList<X509Certificate2> signers, IReadOnlyList<X509Certificate2> timestamps)
{
    public static TrustList Nobody { get; } = new([], []);

    /// <summary>From PEM; without a list of its own, time-stamps are judged by the list for signers.</summary>
    /// <exception cref="CryptographicException">The text is no list of certificates.</exception>
    public static TrustList FromPem(string signers, string? timestamps = null)
    {
        var forSigners = Load(signers);
        return new TrustList(forSigners, timestamps is null ? forSigners : Load(timestamps));
    }

    public bool TrustsSigner(X509Certificate2 leaf, IReadOnlyList<X509Certificate2> others, DateTimeOffset at) =>
        CertificateProfile.HasSignerUse(leaf) && Leads(leaf, others, signers, at);

    public bool TrustsTimestamp(X509Certificate2 leaf, IReadOnlyList<X509Certificate2> others, DateTimeOffset at) =>
        Leads(leaf, others, timestamps, at);

    private static X509Certificate2[] Load(string pem)
    {
        var all = new X509Certificate2Collection();
        all.ImportFromPem(pem);
        return [.. all];
    }

    // Whether the certificates lead from the leaf to an anchor, all valid at that time. Never asks the network.
    private static bool Leads(X509Certificate2 leaf, IReadOnlyList<X509Certificate2> others, IReadOnlyList<X509Certificate2> anchors, DateTimeOffset at)
    {
        if (anchors.Count == 0) return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(anchors.ToArray());
        chain.ChainPolicy.ExtraStore.AddRange(others.Concat(anchors).ToArray());
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTimeIgnored = false;
        chain.ChainPolicy.VerificationTime = at.UtcDateTime;
        try
        {
            chain.Build(leaf);
        }
        catch (CryptographicException)
        {
            return false;
        }

        // An anchor may be an issuing authority: then the chain beyond it does not matter. The leaf's extensions are the profile's matter.
        const X509ChainStatusFlags beyond = X509ChainStatusFlags.PartialChain | X509ChainStatusFlags.UntrustedRoot;
        foreach (var element in chain.ChainElements)
        {
            var allowed = element == chain.ChainElements[0]
                ? beyond | X509ChainStatusFlags.HasNotSupportedCriticalExtension | X509ChainStatusFlags.InvalidExtension
                : beyond;
            if (element.ChainElementStatus.Any(status => (status.Status & ~allowed) != 0)) return false;
            if (anchors.Any(anchor => anchor.RawDataMemory.Span.SequenceEqual(element.Certificate.RawDataMemory.Span))) return true;
        }
        return false;
    }
}
