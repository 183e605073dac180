using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.EntityFrameworkCore;
using MuseSpark.Client.Moderation;
using MuseSpark.Provenance.Certificates;
using MuseSpark.Provenance.Cose;
using MuseSpark.Web.Data;
using MuseSpark.Web.Provenance.Signing;

namespace MuseSpark.Web.Moderation.Ledger;

/// <summary>Reads the record of a workspace, and says whether it is whole.</summary>
public sealed class LedgerReader(MuseSparkDb db, SignerCertificates signers)
{
    private const int Batch = 1_000;

    /// <summary>Goes through every entry from the first one, and through the signed heads.</summary>
    public async Task<LedgerCheck> CheckAsync(Guid workspaceId, CancellationToken cancellationToken)
    {
        // Nothing keeps who can write the database from adding a second one for an entry.
        var heads = (await db.LedgerHeads.AsNoTracking().Where(h => h.WorkspaceId == workspaceId).ToListAsync(cancellationToken)).ToLookup(h => h.Number);
        var (number, hash, held) = (0L, LedgerEntry.First, 0);
        var vouched = new HashSet<string>();
        LedgerCheck Broken(long at, string problem) => new(number, at, problem, hash, held);
        while (true)
        {
            var some = await db.LedgerEntries.AsNoTracking().Where(e => e.WorkspaceId == workspaceId && e.Number > number).OrderBy(e => e.Number).Take(Batch).ToListAsync(cancellationToken);
            foreach (var entry in some)
            {
                if (entry.Number != number + 1) return Broken(number + 1, $"Entry {number + 1} is missing.");
                if (entry.Previous != hash) return Broken(entry.Number, $"Entry {entry.Number} does not follow on entry {number}: one of them was changed.");
                if (entry.ExpectedHash() != entry.Hash) return Broken(entry.Number, $"Entry {entry.Number} was changed after it was written.");
                (number, hash) = (entry.Number, entry.Hash);
                foreach (var head in heads[number])
                {
                    if (head.Hash != hash) return Broken(number, $"Entry {number} is not the one that was signed on {head.Day:yyyy-MM-dd}: the record was written anew.");
                    if (!Holds(head, vouched)) return Broken(number, $"The signature of {head.Day:yyyy-MM-dd} does not hold, or no certificate of this workspace made it.");
                    held++;
                }
            }

            if (some.Count == Batch) continue;
            return heads.Select(h => h.Key).Append(0).Max() is var last && last > number
                ? Broken(number + 1, $"The record ends at entry {number}, but entry {last} was signed: the end was cut off.")
                : new LedgerCheck(number, null, null, hash, held);
        }
    }

    public IAsyncEnumerable<LedgerEntry> AllAsync(Guid workspaceId) =>
        db.LedgerEntries.AsNoTracking().Where(e => e.WorkspaceId == workspaceId).OrderBy(e => e.Number).AsAsyncEnumerable();

    /// <summary>What is signed of a head.</summary>
    public static byte[] SignedBytes(Guid workspaceId, DateOnly day, long number, string hash) =>
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"musespark-ledger|{workspaceId:N}|{day:yyyy-MM-dd}|{number}|{hash}"));

    /// <summary>Whether a certificate of the workspace made the signature: anybody who can write the database can sign with one of their own.</summary>
    /// <param name="vouched">Certificates that were found to be the workspace's, since that takes longer than to verify a signature.</param>
    private bool Holds(LedgerHead head, HashSet<string> vouched)
    {
        var chain = new List<X509Certificate2>();
        try
        {
            if (CoseSignature.Read(Convert.FromBase64String(head.Signature)) is not { } signature || SignatureAlgorithm.Of(signature.Algorithm) is not { } algorithm) return false;
            foreach (var certificate in signature.Certificates) chain.Add(X509CertificateLoader.LoadCertificate(certificate.Span));
            return chain is [var signer, .. var others]
                && IsOurs(signer, others)
                && CoseVerifier.Verify(signature, algorithm, signer, SignedBytes(head.WorkspaceId, head.Day, head.Number, head.Hash));
        }
        catch (Exception e) when (CertificateProfile.IsUnreadable(e))
        {
            return false;
        }
        finally
        {
            foreach (var certificate in chain) certificate.Dispose();
        }

        bool IsOurs(X509Certificate2 signer, IReadOnlyList<X509Certificate2> others)
        {
            // A day is signed once it is over, so a certificate that had ended by then did not sign it; that it has ended since is no matter.
            if (signer.NotAfter.ToUniversalTime() < head.Day.ToDateTime(TimeOnly.MaxValue)) return false;
            var name = signer.GetCertHashString(HashAlgorithmName.SHA256);
            if (vouched.Contains(name)) return true;
            if (!signers.Include(head.WorkspaceId, signer, others)) return false;
            return vouched.Add(name);
        }
    }
}
