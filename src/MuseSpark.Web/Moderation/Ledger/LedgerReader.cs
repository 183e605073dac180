using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.EntityFrameworkCore;
using MuseSpark.Client.Moderation;
using MuseSpark.Provenance.Cose;
using MuseSpark.Web.Data;

namespace MuseSpark.Web.Moderation.Ledger;

/// <summary>Reads the record of a workspace, and says whether it is whole.</summary>
public sealed class LedgerReader(MuseSparkDb db)
{
    private const int Batch = 1_000;

    /// <summary>Goes through every entry from the first one, and through the signed heads.</summary>
    public async Task<LedgerCheck> CheckAsync(Guid workspaceId, CancellationToken cancellationToken)
    {
        var heads = await db.LedgerHeads.AsNoTracking().Where(h => h.WorkspaceId == workspaceId).ToDictionaryAsync(h => h.Number, cancellationToken);
        var (number, hash, held) = (0L, LedgerEntry.First, 0);
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
                if (!heads.TryGetValue(number, out var head)) continue;
                if (head.Hash != hash) return Broken(number, $"Entry {number} is not the one that was signed on {head.Day:yyyy-MM-dd}: the record was written anew.");
                if (!Holds(head)) return Broken(number, $"The signature of {head.Day:yyyy-MM-dd} does not hold.");
                held++;
            }

            if (some.Count == Batch) continue;
            return heads.Keys.Append(0).Max() is var last && last > number
                ? Broken(number + 1, $"The record ends at entry {number}, but entry {last} was signed: the end was cut off.")
                : new LedgerCheck(number, null, null, hash, held);
        }
    }

    public IAsyncEnumerable<LedgerEntry> AllAsync(Guid workspaceId) =>
        db.LedgerEntries.AsNoTracking().Where(e => e.WorkspaceId == workspaceId).OrderBy(e => e.Number).AsAsyncEnumerable();

    /// <summary>What is signed of a head.</summary>
    public static byte[] SignedBytes(Guid workspaceId, DateOnly day, long number, string hash) =>
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"musespark-ledger|{workspaceId:N}|{day:yyyy-MM-dd}|{number}|{hash}"));

    private static bool Holds(LedgerHead head)
    {
        if (CoseSignature.Read(Convert.FromBase64String(head.Signature)) is not { } signature || SignatureAlgorithm.Of(signature.Algorithm) is not { } algorithm || signature.Certificates.Count == 0) return false;
        using var signer = X509CertificateLoader.LoadCertificate(signature.Certificates[0].Span);
        return CoseVerifier.Verify(signature, algorithm, signer, SignedBytes(head.WorkspaceId, head.Day, head.Number, head.Hash));
    }
}
