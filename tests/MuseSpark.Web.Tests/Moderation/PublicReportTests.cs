using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MuseSpark.Client.Generations;
using MuseSpark.Client.Moderation;
using MuseSpark.Client.Publications;
using MuseSpark.Web.Moderation.PublicReports;
using MuseSpark.Web.Moderation.Screening;
using MuseSpark.Web.Tests.Generations;
using MuseSpark.Web.Tests.Harness;
using MuseSpark.Web.Tests.Mail;

namespace MuseSpark.Web.Tests.Moderation;

public sealed class PublicReportTestsOnSqlite(SqliteMailApp app) : PublicReportTests(app, app.Mails), IClassFixture<SqliteMailApp>;

public sealed class PublicReportTestsOnPostgres(PostgresMailApp app) : PublicReportTests(app, app.Mails), IClassFixture<PostgresMailApp>;

public sealed class SqliteMailApp() : MailApp("sqlite");

public sealed class PostgresMailApp() : MailApp("postgres");

/// <summary>A server that can send mail.</summary>
public abstract class MailApp(string provider) : JobsApp(provider)
{
    public TestMailServer Mails { get; } = new();

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.UseSetting("Mail:Server", "127.0.0.1");
        builder.UseSetting("Mail:Port", $"{Mails.Port}");
        builder.UseSetting("Mail:Tls", "false");
        builder.UseSetting("Mail:From", "desk@example.org");
        builder.UseSetting("Mail:Site", "https://stories.example.org");
        builder.ConfigureTestServices(services => services.RemoveLoop<ReporterMail>());
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing) Mails.Dispose();
    }
}

/// <summary>What people without an account say of published works.</summary>
public abstract class PublicReportTests(JobsApp app, TestMailServer mails)
{
    [Fact]
    public async Task A_stranger_points_at_a_work_and_sees_what_became_of_it()
    {
        var team = await Team.OfAsync(app);
        using var stranger = app.CreateClient();
        var (work, address) = await PublishAsync(team);
        var receipt = await ReportAsync(stranger, address, "It says what my neighbour is called.", name: " Mrs.  Otter ");
        Assert.Matches("^[a-z2-9]{16}$", receipt.Code);
        Assert.False(receipt.IsMailed);
        Assert.Equal(ReportState.Waiting, (await StateAsync(stranger, receipt.Code)).State);

        var view = await team.ClaimAsync(team.First, work);
        Assert.Equal((Categories.Harassment, Surface.Public, 1), (view.Row.Category, view.Row.Surface, view.Row.Reports));
        Assert.Equal((false, "Mrs. Otter", "It says what my neighbour is called."), view.Reports.Select(r => (r.IsMember, r.Name, r.Words)).Single());
        var decided = await Team.DecideAsync(team.First, view, CaseDecision.Limit);
        Assert.DoesNotContain("Otter", decided.Decisions.Single().Statement.ToString(), StringComparison.Ordinal);

        // Codes are read as people type them.
        var told = await StateAsync(stranger, $" {receipt.Code[..4].ToUpperInvariant()}-{receipt.Code[4..]} ");
        Assert.Equal((ReportState.Unpublished, true), (told.State, told.DecidedAt is not null));
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync($"/api/public/{address}")).StatusCode);
    }

    [Fact]
    public async Task Nobody_learns_what_is_there_and_a_report_says_enough()
    {
        var team = await Team.OfAsync(app);
        using var stranger = app.CreateClient();
        var (work, address) = await PublishAsync(team);
        var page = await (await stranger.GetAsync("/api/public/aaaaaaaaaaaaaaaa")).RefusalAsync(HttpStatusCode.NotFound);
        Assert.Equal(page, await (await TryAsync(stranger, "aaaaaaaaaaaaaaaa")).RefusalAsync(HttpStatusCode.NotFound));
        await (await stranger.PostAsJsonAsync("/api/reports/state", new { code = "aaaaaaaaaaaaaaaa" })).RefusalAsync(HttpStatusCode.NotFound);
        foreach (object bad in new object[]
        {
            new { category = "hate", words = "It is about us.", inGoodFaith = false }, new { category = "hate", words = "Bad.", inGoodFaith = true },
            new { category = "ugly", words = "I do not like it.", inGoodFaith = true }, new { category = "hate", words = "It is about us.", inGoodFaith = true, email = "nobody" },
            new { category = "hate", words = new string('a', 2_001), inGoodFaith = true }, new { category = "hate", words = "It is about us.", inGoodFaith = true, email = "x@y z" },
            new { category = "hate", words = "It is about us.", inGoodFaith = true, email = "Words <otter@example.org>" },
            new { category = "hate", words = "It is about us.", inGoodFaith = true, email = "\u00f6tter@example.org" },
        })
            Assert.Equal(HttpStatusCode.BadRequest, (await stranger.PostAsJsonAsync($"/api/public/{address}/reports", bad)).StatusCode);

        // Taken back before anybody decided, and deleted: it is not there, and who reported it is told just that.
        var receipt = await ReportAsync(stranger, address, "I do not want it here.");
        using (await team.Author.DeleteAsync($"/api/generations/{work}")) { }
        Assert.Equal(page, await (await TryAsync(stranger, address)).RefusalAsync(HttpStatusCode.NotFound));
        Assert.Equal(ReportState.Gone, (await StateAsync(stranger, receipt.Code)).State);
    }

    [Fact]
    public async Task One_network_counts_once_and_neither_it_nor_a_crowd_can_flood_the_desk()
    {
        var team = await Team.OfAsync(app);
        using var stranger = app.CreateClient();
        var (work, address) = await PublishAsync(team);
        var codes = new[] { await ReportAsync(stranger, address, "It is about us all."), await ReportAsync(stranger, address, "It still is about us.") };
        Assert.NotEqual(codes[0].Code, codes[1].Code);
        var view = await team.ClaimAsync(team.First, work);
        Assert.Equal((1, 2), (view.Row.Reports, view.Reports.Count));

        PublicReport? one = null;
        await app.InDatabaseAsync(async db => one = await db.PublicReports.AsNoTracking().FirstAsync(r => r.CaseId == view.Row.Id));
        await AddAsync(one!, 50, origin: new string('0', 64), one!.GenerationId);
        Assert.Contains("Many people", await (await TryAsync(stranger, address)).RefusalAsync(HttpStatusCode.TooManyRequests), StringComparison.Ordinal);

        // From this machine itself, which may be a proxy, 500 a day.
        var (_, other) = await PublishAsync(team);
        await AddAsync(one!, 500, one!.Origin!, Guid.CreateVersion7());
        Assert.Contains("your network", await (await TryAsync(stranger, other)).RefusalAsync(HttpStatusCode.TooManyRequests), StringComparison.Ordinal);

        // After a day nobody knows any more where it came from; half a year after it was decided it is gone.
        await app.InDatabaseAsync(db => db.PublicReports.Where(r => r.CaseId == view.Row.Id).ExecuteUpdateAsync(set => set.SetProperty(r => r.CreatedAt, r => r.CreatedAt.AddDays(-2))));
        await app.Services.GetServices<Microsoft.Extensions.Hosting.IHostedService>().OfType<ScreeningSweep>().Single().SweepAsync(default);
        await app.InDatabaseAsync(async db => Assert.True(await db.PublicReports.Where(r => r.CaseId == view.Row.Id).AllAsync(r => r.Origin == null)));
        await app.InDatabaseAsync(db => db.PublicReports.Where(r => r.CaseId == view.Row.Id).ExecuteDeleteAsync());
    }

    [Fact]
    public async Task Who_leaves_an_address_is_told_that_it_came_and_what_was_decided()
    {
        var team = await Team.OfAsync(app);
        using var stranger = app.CreateClient();
        var reporters = app.Services.GetRequiredService<ReporterMail>();
        var (work, address) = await PublishAsync(team);
        var email = $"{Guid.NewGuid():N}@example.org";
        mails.Unknown.Add($"no-{email}");
        var receipt = await ReportAsync(stranger, address, "My secret words are here.", email: email);
        Assert.True(receipt.IsMailed);
        await ReportAsync(stranger, address, "And here they are too.", email: $"no-{email}");
        await reporters.SendAsync(default);
        await reporters.SendAsync(default);
        Assert.Contains(receipt.Code, Unfolded(Assert.Single(MailsTo())), StringComparison.Ordinal);
        await app.InDatabaseAsync(async db => Assert.False(await db.PublicReports.AnyAsync(r => r.Email == $"no-{email}")));

        await Team.DecideAsync(team.First, await team.ClaimAsync(team.First, work), CaseDecision.Hide);
        await reporters.SendAsync(default);
        await reporters.SendAsync(default);
        Assert.Equal(2, MailsTo().Count);
        var last = Unfolded(MailsTo()[1]);
        Assert.Contains("took it from the public", last, StringComparison.Ordinal);
        Assert.Contains("https://stories.example.org/reports#", last, StringComparison.Ordinal);
        Assert.DoesNotContain("secret words", string.Concat(MailsTo()), StringComparison.Ordinal);

        List<string> MailsTo() => [.. mails.Mails.Where(m => m.To == email).Select(m => m.Text)];
    }

    [Fact]
    public async Task What_is_decided_while_the_mails_go_out_is_told_with_the_next_ones()
    {
        var team = await Team.OfAsync(app);
        using var stranger = app.CreateClient();
        var reporters = app.Services.GetRequiredService<ReporterMail>();
        var (work, address) = await PublishAsync(team);
        var email = $"{Guid.NewGuid():N}@example.org";
        await ReportAsync(stranger, address, "I do not want it here.", email: email);
        var decided = await Team.DecideAsync(team.First, await team.ClaimAsync(team.First, work), CaseDecision.Limit);
        mails.BeforeTaking = to => to != email ? Task.CompletedTask : app.InDatabaseAsync(db => db.Cases.Where(c => c.Id == decided.Row.Id)
            .ExecuteUpdateAsync(set => set.SetProperty(c => c.Decision, (CaseDecision?)CaseDecision.Allow).SetProperty(c => c.DecidedAt, (DateTime?)TimeProvider.System.GetUtcNow().UtcDateTime)));
        await reporters.SendAsync(default);
        mails.BeforeTaking = _ => Task.CompletedTask;
        for (var i = 0; i < 2; i++) await reporters.SendAsync(default);
        Assert.Equal([ReportState.Unpublished, ReportState.Kept], mails.Mails.Where(m => m.To == email).Select(m => Assert.Single(
            new[] { ReportState.Unpublished, ReportState.Kept }, state => Unfolded(m.Text).Contains(ReportWords.Text(state), StringComparison.Ordinal))));
    }

    [Fact]
    public async Task An_address_that_fails_holds_up_nobody_else()
    {
        var team = await Team.OfAsync(app);
        using var stranger = app.CreateClient();
        var (work, address) = await PublishAsync(team);
        var email = $"{Guid.NewGuid():N}@example.org";
        mails.Busy.Add($"busy-{email}");
        foreach (var one in new[] { $"busy-{email}", $"old-{email}", email }) Assert.True((await ReportAsync(stranger, address, "I do not want it here.", email: one)).IsMailed);
        // As it was let in once.
        await app.InDatabaseAsync(db => db.PublicReports.Where(r => r.Email == $"old-{email}").ExecuteUpdateAsync(set => set.SetProperty(r => r.Email, "x@y z").SetProperty(r => r.ReceiptSentAt, (DateTime?)null)));
        await app.Services.GetRequiredService<ReporterMail>().SendAsync(default);
        Assert.Contains(mails.Mails, m => m.To == email);
        await app.InDatabaseAsync(async db => Assert.Equal([$"busy-{email}", null, email], await db.PublicReports.Where(r => r.GenerationId == work).OrderBy(r => r.CreatedAt).Select(r => r.Email).ToListAsync()));
    }

    [Fact]
    public async Task What_can_not_be_sent_waits_longer_each_time_and_is_given_up_after_days()
    {
        var team = await Team.OfAsync(app);
        using var stranger = app.CreateClient();
        var reporters = app.Services.GetRequiredService<ReporterMail>();
        var (_, address) = await PublishAsync(team);
        var (email, old) = ($"{Guid.NewGuid():N}@example.org", $"{Guid.NewGuid():N}@example.org");
        foreach (var one in new[] { email, old }) mails.Busy.Add(one);
        await ReportAsync(stranger, address, "I do not want it here.", email: email);
        for (var i = 0; i < 3; i++) await reporters.SendAsync(default);
        Assert.Single(mails.Asked, email);

        await ReportAsync(stranger, address, "I do not want it here.");
        await app.InDatabaseAsync(db => db.PublicReports.Where(r => r.WorkspaceId == team.Workspace && r.Email == null).ExecuteUpdateAsync(set => set.SetProperty(r => r.CreatedAt, r => r.CreatedAt.AddDays(-4)).SetProperty(r => r.Email, old)));
        await reporters.SendAsync(default);
        await app.InDatabaseAsync(async db => Assert.Equal([email], await db.PublicReports.Where(r => r.Email == email || r.Email == old).Select(r => r.Email).ToListAsync()));
    }

    /// <summary>Without the line breaks of quoted-printable (RFC 2045).</summary>
    private static string Unfolded(string mail) => mail.ReplaceLineEndings("\n").Replace("=\n", "", StringComparison.Ordinal);

    private async Task<(Guid Work, string Address)> PublishAsync(Team team)
    {
        var work = await team.AskAsync("a fox in the snow");
        await team.UntilAsync(work.Id, GenerationState.Completed);
        var view = await (await team.Author.PostAsJsonAsync($"/api/generations/{work.Id}/publication", new { title = "Snow" })).ReadAsync<PublicationView>();
        return (work.Id, view.Page.Split('/')[^1]);
    }

    private Task AddAsync(PublicReport like, int count, string origin, Guid work) => app.InDatabaseAsync(db =>
    {
        db.PublicReports.AddRange(Enumerable.Range(0, count).Select(_ => new PublicReport
        {
            Id = Guid.CreateVersion7(),
            WorkspaceId = like.WorkspaceId,
            GenerationId = work,
            CaseId = like.CaseId,
            Code = PublicReport.NewCode(),
            Category = like.Category,
            Words = like.Words,
            Origin = origin,
            CreatedAt = like.CreatedAt,
        }));
        return db.SaveChangesAsync();
    });

    private static Task<HttpResponseMessage> TryAsync(HttpClient stranger, string address, string words = "I do not want it here.", string? name = null, string? email = null) =>
        stranger.PostAsJsonAsync($"/api/public/{address}/reports", new { category = "harassment", words, name, email, inGoodFaith = true });

    private static async Task<ReportReceipt> ReportAsync(HttpClient stranger, string address, string words, string? name = null, string? email = null) =>
        await (await TryAsync(stranger, address, words, name, email)).ReadAsync<ReportReceipt>(HttpStatusCode.Created);

    private static async Task<ReportProgress> StateAsync(HttpClient stranger, string code) =>
        await (await stranger.PostAsJsonAsync("/api/reports/state", new { code })).ReadAsync<ReportProgress>();
}
