using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using MuseSpark.Client.Moderation;
using MuseSpark.Web.Data;
using MuseSpark.Web.Moderation.Ledger;
using MuseSpark.Web.Provenance.Signing;
using MuseSpark.Web.Tests.Generations;

namespace MuseSpark.Web.Tests.Moderation;

public sealed class LedgerTestsOnSqlite(SqliteJobsApp app) : LedgerTests(app), IClassFixture<SqliteJobsApp>;

public sealed class LedgerTestsOnPostgres(PostgresJobsApp app) : LedgerTests(app), IClassFixture<PostgresJobsApp>;

/// <summary>The record of decisions can't be changed without being found out.</summary>
public abstract class LedgerTests(JobsApp app)
{
    [Fact]
    public async Task A_whole_record_is_whole()
    {
        var workspace = await WriteAsync(5);
        Assert.Equal((5L, null, 0), await CheckAsync(workspace));
        await AgeAsync(workspace);
        await app.Services.GetServices<Microsoft.Extensions.Hosting.IHostedService>().OfType<LedgerHeads>().Single().SignAsync(default);
        Assert.Equal((5L, null, 1), await CheckAsync(workspace));
    }

    [Theory]
    [InlineData("data", 3L)]
    [InlineData("gone", 3L)]
    [InlineData("rewritten", 5L)]
    [InlineData("cut", 5L)]
    [InlineData("signature", 5L)]
    public async Task A_change_is_found_where_it_was_made(string change, long at)
    {
        var workspace = await WriteAsync(5);
        await AgeAsync(workspace);
        await app.Services.GetServices<Microsoft.Extensions.Hosting.IHostedService>().OfType<LedgerHeads>().Single().SignAsync(default);
        var entries = (Func<MuseSparkDb, IQueryable<LedgerEntry>>)(db => db.LedgerEntries.Where(e => e.WorkspaceId == workspace));
        await app.InDatabaseAsync(db => change switch
        {
            "data" => entries(db).Where(e => e.Number == 3).ExecuteUpdateAsync(set => set.SetProperty(e => e.Data, "{\"n\":99}")),
            "gone" => entries(db).Where(e => e.Number == 3).ExecuteDeleteAsync(),
            "cut" => entries(db).Where(e => e.Number == 5).ExecuteDeleteAsync(),
            "signature" => db.LedgerHeads.Where(h => h.WorkspaceId == workspace).ExecuteUpdateAsync(set => set.SetProperty(h => h.Day, new DateOnly(2020, 1, 1))),
            _ => RewriteAsync(db, workspace),
        });
        var check = await CheckAsync(workspace);
        Assert.Equal(at, check.BrokenAt);
    }

    [Fact]
    public async Task A_command_says_the_same_of_every_workspace_without_a_server()
    {
        var (whole, broken) = (await WriteAsync(3), await WriteAsync(3));
        await AgeAsync(whole);
        await app.Services.GetServices<Microsoft.Extensions.Hosting.IHostedService>().OfType<LedgerHeads>().Single().SignAsync(default);
        await app.InDatabaseAsync(db => db.LedgerEntries.Where(e => e.WorkspaceId == broken && e.Number == 2).ExecuteUpdateAsync(set => set.SetProperty(e => e.Kind, "changed")));
        var configuration = app.Services.GetRequiredService<IConfiguration>();
        using var process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "MuseSpark.Web.dll"), "ledger", "check"])
        {
            RedirectStandardOutput = true,
            Environment = { ["MUSESPARK_DATA"] = app.Folder, ["Database__Provider"] = configuration["Database:Provider"], ["ConnectionStrings__MuseSpark"] = configuration.GetConnectionString("MuseSpark") },
        })!;
        var lines = (await process.StandardOutput.ReadToEndAsync()).Split('\n');
        await process.WaitForExitAsync();
        Assert.Equal(1, process.ExitCode);
        var line = Assert.Single(lines, l => l.Contains($"{whole}", StringComparison.Ordinal));
        Assert.StartsWith("whole", line);
        Assert.Contains("1 signed days", line);
        Assert.Contains("Entry 2 was changed", Assert.Single(lines, l => l.Contains($"{broken}", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Policies_are_versions_with_a_reason_and_count_at_once()
    {
        var team = await Team.OfAsync(app, Client.Workspaces.Role.Owner);
        var document = new PolicyDocument { BlockedWords = ["purple  elephant"], AllowedWords = ["[violence 0.8]"] };
        using (var nobody = await team.First.PostAsJsonAsync($"/api/workspaces/{team.Workspace}/policies", new { document, reason = "Because." }, JsonText.Options)) Assert.Equal(HttpStatusCode.Forbidden, nobody.StatusCode);
        using (var bad = await team.Second.PostAsJsonAsync($"/api/workspaces/{team.Workspace}/policies", new { document = new { rules = new[] { new { category = "hate", surface = "public", thresholds = new { hold = 0.9, block = 0.2 } } } }, reason = "Because." })) Assert.Equal(HttpStatusCode.BadRequest, bad.StatusCode);

        Assert.Equal(GenerationHeld, (await team.AskAsync("a fox [violence 0.8]")).State);
        using var rehearsed = await team.Second.PostAsJsonAsync($"/api/workspaces/{team.Workspace}/policies/trial", new PolicyDocument { Audience = Audience.Adults, Rules = [new("hate", Surface.Workspace, new Thresholds(Hold: 0.9))] }, JsonText.Options);
        Assert.True(rehearsed.IsSuccessStatusCode, await rehearsed.Content.ReadAsStringAsync());
        var trial = await rehearsed.Content.ReadFromJsonAsync<PolicyTrial>(JsonText.Options);
        Assert.Equal((1, 1, 1), (trial!.Screened, trial.Now[ScreenAction.Hold], trial.Then[ScreenAction.Label]));

        using (var good = await team.Second.PostAsJsonAsync($"/api/workspaces/{team.Workspace}/policies", new { document, reason = "Our stories have no such animals." }, JsonText.Options)) Assert.True(good.IsSuccessStatusCode, await good.Content.ReadAsStringAsync());
        var held = await team.AskAsync("a Purple Elephant in the snow");
        Assert.Equal(GenerationHeld, held.State);
        var view = await team.ClaimAsync(team.First, held.Id);
        Assert.Equal((Categories.ListedWord, "workspace 1: list of words"), (view.Row.Category, view.Findings[0].Rule));
        Assert.NotEqual(GenerationHeld, (await team.AskAsync("a fox [violence 0.8]")).State);
        var versions = (await team.Author.GetFromJsonAsync<PolicyView[]>($"/api/workspaces/{team.Workspace}/policies", JsonText.Options))!;
        Assert.Equal([1, 0], versions.Select(v => v.Number));
        Assert.Equal("Our stories have no such animals.", versions[0].Reason);

        await Team.DecideAsync(team.First, view, CaseDecision.Allow);
        var told = (await team.Author.GetFromJsonAsync<TransparencyView>($"/api/workspaces/{team.Workspace}/transparency", JsonText.Options))!;
        Assert.Equal((1, 0.0), (told.Decided[CaseDecision.Allow], told.Rules.Single().Precision));
        var csv = await team.First.GetStringAsync($"/api/workspaces/{team.Workspace}/ledger/export");
        Assert.Contains("\"policy\"", csv);
        Assert.Equal(2, (await team.First.GetFromJsonAsync<LedgerCheck>($"/api/workspaces/{team.Workspace}/ledger/check", JsonText.Options))!.Entries);
    }

    private const Client.Generations.GenerationState GenerationHeld = Client.Generations.GenerationState.Held;

    private async Task<Guid> WriteAsync(int count)
    {
        var workspace = Guid.CreateVersion7();
        await app.InDatabaseAsync(async db =>
        {
            for (var n = 1; n <= count; n++)
                await LedgerWriter.AppendAsync(db, workspace, Guid.CreateVersion7(), "decided", Guid.CreateVersion7(), new { n }, TimeProvider.System.GetUtcNow().UtcDateTime.AddTicks(7), default);
            await db.SaveChangesAsync();
        });
        return workspace;
    }

    /// <summary>Makes the entries those of yesterday, as they would be with a clock that was a day behind.</summary>
    private Task AgeAsync(Guid workspace) => app.InDatabaseAsync(async db =>
    {
        await db.LedgerEntries.Where(e => e.WorkspaceId == workspace).ExecuteDeleteAsync();
        for (var n = 1; n <= 5; n++)
            await LedgerWriter.AppendAsync(db, workspace, Guid.Empty, "decided", Guid.Empty, new { n }, TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(-1), default);
        await db.SaveChangesAsync();
    });

    private static async Task RewriteAsync(MuseSparkDb db, Guid workspace)
    {
        await db.LedgerEntries.Where(e => e.WorkspaceId == workspace).ExecuteDeleteAsync();
        for (var n = 1; n <= 5; n++)
            await LedgerWriter.AppendAsync(db, workspace, Guid.Empty, "decided", Guid.Empty, new { n = n == 4 ? 40 : n }, TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(-1), default);
        await db.SaveChangesAsync();
    }

    private async Task<(long Entries, long? BrokenAt, int Heads)> CheckAsync(Guid workspace)
    {
        LedgerCheck? check = null;
        await app.InDatabaseAsync(async db => check = await new LedgerReader(db, app.Services.GetRequiredService<SignerCertificates>()).CheckAsync(workspace, default));
        return (check!.Entries, check.BrokenAt, check.Heads);
    }
}
