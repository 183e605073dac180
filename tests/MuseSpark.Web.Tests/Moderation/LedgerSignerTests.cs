using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MuseSpark.Client.Moderation;
using MuseSpark.Provenance.Certificates;
using MuseSpark.Provenance.Cose;
using MuseSpark.Web.Moderation.Ledger;
using MuseSpark.Web.Provenance.Signing;
using MuseSpark.Web.Tests.Generations;

namespace MuseSpark.Web.Tests.Moderation;

public sealed class LedgerSignerTestsOnSqlite(SqliteJobsApp app) : LedgerSignerTests(app), IClassFixture<SqliteJobsApp>;

public sealed class LedgerSignerTestsOnPostgres(PostgresJobsApp app) : LedgerSignerTests(app), IClassFixture<PostgresJobsApp>;

/// <summary>Whose signature under a day of the record counts.</summary>
public abstract class LedgerSignerTests(JobsApp app)
{
    private const string Password = "open sesame";

    private SigningIdentities Identities => app.Services.GetRequiredService<SigningIdentities>();

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task Days_stay_whole_when_their_certificate_is_renewed_or_replaced()
    {
        var workspace = Guid.CreateVersion7();
        await WriteAsync(workspace, Identities.Of(workspace));
        Identities.Rotate(workspace);
        await WriteAsync(workspace, Identities.Of(workspace));
        var (brought, file) = Brought();
        Identities.Bring(workspace, file, Password);
        await WriteAsync(workspace, Identities.Of(workspace));
        Assert.Equal((null, 3), await CheckAsync(workspace));

        // No root vouches for it, and it signs no more.
        Identities.Rotate(workspace);
        Assert.NotEqual(brought, Identities.Of(workspace).Certificate.SerialNumber);
        await WriteAsync(workspace, Identities.Of(workspace));
        Assert.Equal((null, 4), await CheckAsync(workspace));
    }

    [Fact]
    public async Task A_day_that_somebody_signed_with_a_certificate_of_their_own_does_not_hold()
    {
        var workspace = Guid.CreateVersion7();
        await WriteAsync(workspace, Identities.Of(workspace));
        // By the same names.
        using var forged = OwnAuthority.Create(SigningIdentities.Organisation, Now.AddDays(-2)).IssueSigner(SigningIdentities.Organisation, $"Workspace {workspace.ToString("N")[^12..]}", Now.AddDays(-2), TimeSpan.FromDays(3650));
        await WriteAsync(workspace, forged);
        Assert.Equal((2, 1), await CheckAsync(workspace));
    }

    [Fact]
    public async Task Nor_does_one_by_a_certificate_of_another_workspace()
    {
        var (workspace, other) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        Identities.Of(workspace);
        await WriteAsync(workspace, Identities.Of(other));
        Assert.Equal((1, 0), await CheckAsync(workspace));
    }

    [Fact]
    public async Task Nor_one_by_a_certificate_that_had_ended_before_the_day_was_over()
    {
        var workspace = Guid.CreateVersion7();
        var (_, file) = Brought();
        Identities.Bring(workspace, file, Password);
        await WriteAsync(workspace, Identities.Of(workspace), daysFromNow: 500);
        Assert.Equal((1, 0), await CheckAsync(workspace));
    }

    [Theory]
    [InlineData("not base64 at all")]
    [InlineData("AAAA")]
    [InlineData("")]
    [InlineData("certificate")]
    public async Task What_is_no_signature_is_found_and_not_stumbled_over(string signature)
    {
        var workspace = Guid.CreateVersion7();
        await WriteAsync(workspace, Identities.Of(workspace));
        await app.InDatabaseAsync(async db =>
        {
            var head = await db.LedgerHeads.AsNoTracking().SingleAsync(h => h.WorkspaceId == workspace);
            var text = signature == "certificate" ? WithoutCertificate(head.Signature) : signature;
            await db.LedgerHeads.Where(h => h.WorkspaceId == workspace).ExecuteUpdateAsync(set => set.SetProperty(h => h.Signature, text));
        });
        Assert.Equal((1, 0), await CheckAsync(workspace));
    }

    [Fact]
    public async Task Nor_is_a_second_signature_under_an_entry()
    {
        var workspace = Guid.CreateVersion7();
        await WriteAsync(workspace, Identities.Of(workspace));
        await app.InDatabaseAsync(async db =>
        {
            var head = await db.LedgerHeads.AsNoTracking().SingleAsync(h => h.WorkspaceId == workspace);
            db.LedgerHeads.Add(new LedgerHead { WorkspaceId = workspace, Day = head.Day.AddDays(1), Number = 1, Hash = head.Hash, Signature = head.Signature });
            await db.SaveChangesAsync();
        });
        Assert.Equal(1, (await CheckAsync(workspace)).BrokenAt);
    }

    /// <summary>The same signature with bytes for a certificate that are none.</summary>
    private static string WithoutCertificate(string signature)
    {
        var bytes = Convert.FromBase64String(signature);
        var certificate = CoseSignature.Read(bytes)!.Certificates[0].ToArray();
        bytes.AsSpan(bytes.AsSpan().IndexOf(certificate.AsSpan()), certificate.Length).Clear();
        return Convert.ToBase64String(bytes);
    }

    /// <summary>One more entry, which is the last of its day, signed.</summary>
    private Task WriteAsync(Guid workspace, SigningIdentity signer, int daysFromNow = -1) => app.InDatabaseAsync(async db =>
    {
        var number = await db.LedgerEntries.CountAsync(e => e.WorkspaceId == workspace) + 1;
        await LedgerWriter.AppendAsync(db, workspace, Guid.Empty, "decided", Guid.Empty, new { number }, Now.UtcDateTime.AddDays(daysFromNow - 5 + number), default);
        await db.SaveChangesAsync();
        var entry = await db.LedgerEntries.SingleAsync(e => e.WorkspaceId == workspace && e.Number == number);
        var day = DateOnly.FromDateTime(entry.At);
        var signature = ClaimSigning.Sign(LedgerReader.SignedBytes(workspace, day, number, entry.Hash), signer);
        db.LedgerHeads.Add(new LedgerHead { WorkspaceId = workspace, Day = day, Number = number, Hash = entry.Hash, Signature = Convert.ToBase64String(signature.Write()) });
        await db.SaveChangesAsync();
    });

    private async Task<(long? BrokenAt, int Heads)> CheckAsync(Guid workspace)
    {
        LedgerCheck? check = null;
        await app.InDatabaseAsync(async db => check = await new LedgerReader(db, app.Services.GetRequiredService<SignerCertificates>()).CheckAsync(workspace, default));
        return (check!.BrokenAt, check.Heads);
    }

    private static (string Serial, byte[] File) Brought()
    {
        using var signer = OwnAuthority.Create("Elsewhere", Now.AddDays(-1)).IssueSigner("Elsewhere", "Ada", Now.AddDays(-1), TimeSpan.FromDays(400));
        using var key = ECDsa.Create();
        key.ImportFromEncryptedPem(signer.ExportKey(Password), Password);
        using var leaf = signer.Certificate.CopyWithPrivateKey(key);
        var all = new X509Certificate2Collection((X509Certificate2[])[leaf, .. signer.Chain.Skip(1)]);
        return (leaf.SerialNumber, all.Export(X509ContentType.Pfx, Password)!);
    }
}
