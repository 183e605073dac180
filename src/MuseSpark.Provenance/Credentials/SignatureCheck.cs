using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MuseSpark.Provenance.Certificates;
using MuseSpark.Provenance.Cose;
using MuseSpark.Provenance.Jumbf;
using MuseSpark.Provenance.Timestamps;

namespace MuseSpark.Provenance.Credentials;

/// <summary>Who signed a claim, when, and whether it is true (C2PA 15.7, 15.8).</summary>
internal sealed class SignatureCheck(ManifestStore store, TrustList trust, DateTimeOffset now, FindingLog log)
{
    private const long EdDsa = -8;
    private const int MaxTimestamps = 4, TimestampCost = 8;

    private readonly Dictionary<string, bool> trusted = [];

    /// <returns>the signer as far as it could be read</returns>
    public Signer? Run(Manifest manifest)
    {
        var url = JumbfUri.Signature(manifest.Label);
        try
        {
            return Run(manifest, url);
        }
        catch (Exception e) when (CertificateProfile.IsUnreadable(e))
        {
            // A certificate is decoded bit by bit, when a part of it is asked for.
            log.Failure("signingCredential.invalid", url, "The signer's certificate can't be read.");
            return Mismatch(url, "Without a certificate the signature can't be verified.");
        }
    }

    private Signer? Run(Manifest manifest, string url)
    {
        if (JumbfUri.Parse(manifest.Claim.SignatureUrl) is not { Name: "c2pa.signature" } uri
            || (uri.Manifest is { } other && other != manifest.Label))
            log.Failure("claimSignature.missing", url, "The claim points to a signature that is not its own.");
        if (manifest.Claim.Version > 1 && !manifest.Label.Contains("urn:", StringComparison.Ordinal))
            log.Failure("claim.malformed", JumbfUri.Of(manifest.Label), "The name of the manifest is no URN.");

        if (CoseSignature.Read(manifest.SignatureBytes) is not { } signature) return Mismatch(url, "The signature is no COSE signature.");
        var algorithm = SignatureAlgorithm.Of(signature.Algorithm);
        if (algorithm is null) return Unsupported(url, signature);
        if (algorithm.IsElliptic && CoseVerifier.IsDer(signature.Signature.Span))
        {
            log.Failure("signingCredential.invalid", url, "The signature is written as DER; content credentials need r and s side by side.");
            return Mismatch(url, "The signature has a form that is not allowed.");
        }
        var certificates = Load(signature.Certificates);
        try
        {
            return Run(manifest, signature, algorithm, certificates, url);
        }
        finally
        {
            foreach (var certificate in certificates) certificate.Dispose();
        }
    }

    private Signer? Run(Manifest manifest, CoseSignature signature, SignatureAlgorithm algorithm, List<X509Certificate2> certificates, string url)
    {
        if (certificates is not [var leaf, .. var others])
        {
            log.Failure("signingCredential.invalid", url, "The signature comes without a readable certificate.");
            return Mismatch(url, "Without a certificate the signature can't be verified.");
        }
        if (!log.MayVerify(2 + others.Count)) return null;

        var stamp = Timestamp(manifest, signature, url);
        Credential(leaf, others, stamp, url);
        if (!algorithm.Fits(leaf)) log.Failure("signingCredential.invalid", url, $"The certificate's key is none for {algorithm.Name}.");
        if (CoseVerifier.Verify(signature, algorithm, leaf, manifest.ClaimBytes))
        {
            log.Success("claimSignature.insideValidity", url, "The signature was made while its certificate was valid.");
            log.Success("claimSignature.validated", url, "The signature is that of the claim.");
        }
        else
        {
            log.Failure("claimSignature.mismatch", url, "The signature is not that of the claim: the claim was changed after signing.");
        }
        var issuer = Name(leaf.IssuerName, "O=") ?? Name(leaf.IssuerName, "CN=");
        return new Signer(Name(leaf, "O="), Name(leaf, "CN="), issuer, leaf.SerialNumber, algorithm.Name, stamp);
    }

    /// <returns>the time, when it can be relied on</returns>
    private DateTimeOffset? Timestamp(Manifest manifest, CoseSignature signature, string url)
    {
        if (!TimestampCheck.HasTimestamp(signature)) return LaterTimestamp(manifest, signature);
        if (!log.MayVerify(TimestampCost)) return null;
        var verdict = TimestampCheck.Check(signature, manifest.ClaimBytes);
        if (verdict is not { Code: "timeStamp.validated", Time: { } time, Signer: { } signer })
        {
            log.Information(verdict.Code, url, "The time-stamp can't be relied on.");
            return null;
        }
        log.Success(verdict.Code, url, $"The time-stamp of {Name(signer, "CN=")} is that of the signature.");

        // Claims of version 1 are older than any list of time-stamp authorities.
        if (manifest.Claim.Version > 1 && !trust.TrustsTimestamp(signer, verdict.Others!, time))
        {
            log.Information("timeStamp.untrusted", url, "The time-stamp's authority is on no list of trust.");
            return null;
        }
        log.Success("timeStamp.trusted", url, "The time-stamp's authority is trusted.");
        return time;
    }

    // One that does not hold is passed over: anybody could have added it.
    private DateTimeOffset? LaterTimestamp(Manifest manifest, CoseSignature signature)
    {
        foreach (var token in store.TimestampsOf(manifest).Take(MaxTimestamps))
            if (log.MayVerify(TimestampCost)
                && TimestampCheck.Check(token, signature.Signature.Span) is { Time: { } time, Signer: { } signer } verdict
                && trust.TrustsTimestamp(signer, verdict.Others!, time))
                return time;
        return null;
    }

    private void Credential(X509Certificate2 leaf, IReadOnlyList<X509Certificate2> others, DateTimeOffset? stamp, string url)
    {
        var at = stamp ?? now;
        if (!CertificateProfile.IsValidAt(leaf, at))
            log.Failure("signingCredential.expired", url, at < leaf.NotBefore
                ? "The signer's certificate was not valid yet."
                : "The signer's certificate has expired, and no time-stamp shows that it signed before.");
        foreach (var fault in CertificateProfile.Faults(leaf)) log.Failure("signingCredential.invalid", url, fault);
        log.Information("signingCredential.ocsp.skipped", url, "Whether the certificate was revoked is not asked.");

        // Expiry has a code of its own: without a time-stamp, trust is judged inside of the validity.
        var trustedAt = stamp ?? (CertificateProfile.IsValidAt(leaf, now) ? now : new DateTimeOffset(leaf.NotAfter.ToUniversalTime()));
        if (IsTrusted(leaf, others, trustedAt)) log.Success("signingCredential.trusted", url, "The signer is trusted.");
        else log.Failure("signingCredential.untrusted", url, "The signer is on no list of trust.");
    }

    // The ingredients of one maker are signed by one certificate, and building its chain takes longer than verifying a signature.
    private bool IsTrusted(X509Certificate2 leaf, IReadOnlyList<X509Certificate2> others, DateTimeOffset at)
    {
        var hashes = others.Prepend(leaf).Select(certificate => certificate.GetCertHashString(HashAlgorithmName.SHA256));
        var key = string.Join(' ', hashes.Append($"{at.UtcTicks}"));
        if (!trusted.TryGetValue(key, out var known)) trusted[key] = known = trust.TrustsSigner(leaf, others, at);
        return known;
    }

    private Signer? Unsupported(string url, CoseSignature signature)
    {
        if (signature.Algorithm == EdDsa)
        {
            log.LeftUnchecked = true;
            log.Information("algorithm.unsupported", url, "The signature is of a kind (EdDSA) that can't be verified here.");
            return null;
        }
        log.Failure("algorithm.unsupported", url, "The signature is of a kind that content credentials don't allow.");
        return Mismatch(url, "The signature can't be verified.");
    }

    private Signer? Mismatch(string url, string explanation)
    {
        log.Failure("claimSignature.mismatch", url, explanation);
        return null;
    }

    private static List<X509Certificate2> Load(IReadOnlyList<ReadOnlyMemory<byte>> chain)
    {
        var certificates = new List<X509Certificate2>();
        foreach (var der in chain)
        {
            try
            {
                var certificate = X509CertificateLoader.LoadCertificate(der.Span);
                if (CertificateAlgorithm.IsCostly(certificate)) return [];
                certificates.Add(certificate);
            }
            catch (CryptographicException)
            {
                return [];
            }
        }
        return certificates;
    }

    private static string? Name(X509Certificate2 certificate, string part) => Name(certificate.SubjectName, part);

    private static string? Name(X500DistinguishedName name, string part)
    {
        try
        {
            var lines = name.Format(multiLine: true).Split('\n').Select(line => line.Trim());
            return lines.FirstOrDefault(line => line.StartsWith(part, StringComparison.Ordinal))?[part.Length..];
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}

/// <summary>Who signed, as the certificate says.</summary>
/// <param name="Serial">of the certificate, hexadecimal</param>
/// <param name="Time">from a trusted time-stamp; null when there is none</param>
public sealed record Signer(string? Organisation, string? Name, string? Issuer, string Serial, string Algorithm, DateTimeOffset? Time);
