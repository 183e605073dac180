using System.Security.Cryptography.X509Certificates;
using MuseSpark.Provenance.Certificates;
using MuseSpark.Web.Data;

namespace MuseSpark.Web.Provenance.Signing;

/// <summary>The certificates with which workspaces sign or have signed, read from what <see cref="SigningIdentities"/> keeps: no key is needed.</summary>
/// <remarks>Safe for concurrent calls.</remarks>
public sealed class SignerCertificates(DataFolder folder)
{
    /// <summary>Whether an authority of the workspace, present or former, issued it, or an owner brought it.</summary>
    /// <param name="others">Those that came with it and may lead to a root.</param>
    public bool Include(Guid workspace, X509Certificate2 signer, IReadOnlyList<X509Certificate2> others)
    {
        var place = Path.Combine(folder.Keys, "signing", workspace.ToString("N"));
        if (!Directory.Exists(place)) return false;
        var roots = Directory.EnumerateFiles(place, "root*.pem").Select(File.ReadAllText).ToList();
        // Judged by when it began, as it may have ended since it signed.
        return (roots.Count > 0 && TrustList.FromPem(string.Join('\n', roots)).TrustsSigner(signer, others, signer.NotBefore))
            || Directory.EnumerateFiles(place, "signer*.pem").Any(file => IsFirstIn(file, signer));
    }

    /// <summary>Those behind the first have only issued it, and other certificates too.</summary>
    private static bool IsFirstIn(string file, X509Certificate2 signer)
    {
        using var first = X509Certificate2.CreateFromPem(File.ReadAllText(file));
        return first.RawDataMemory.Span.SequenceEqual(signer.RawDataMemory.Span);
    }
}
