using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using MuseSpark.Client.Generations;
using MuseSpark.Client.Moderation;
using MuseSpark.Web.Data;
using MuseSpark.Web.Generations;
using MuseSpark.Web.Moderation.Cases;
using MuseSpark.Web.Moderation.Screening;

namespace MuseSpark.Benchmarks.Review;

/// <summary>What a reviewer waits for at a desk where much waits: pages of the queue, the next case, a decision, the numbers.</summary>
internal static class ReviewQueue
{
    private const int Batch = 2_000, Runs = 200;

    /// <param name="args">The folder of the built app, the models folder, and how many cases wait. The database is what Database__Provider and ConnectionStrings__MuseSpark say.</param>
    public static async Task<int> RunAsync(string[] args)
    {
        if (args is not [var folder, var models, var many])
        {
            Console.Error.WriteLine("Say: review-queue <folder of the app> <models folder> <cases>, for instance: review-queue artifacts/app models 100000");
            return 2;
        }

        using var app = new MeasuredApp(folder, models);
        await app.UntilReadyAsync();
        var clock = Stopwatch.StartNew();
        var count = int.Parse(many, CultureInfo.InvariantCulture);
        await FillAsync(app, count);
        Console.WriteLine($"{count:N0} open cases, filled in {clock.Elapsed.TotalSeconds:F0} s");

        string? cursor = null;
        await MeasureAsync("first page of 50", Runs, () => app.Http.GetAsync("/api/cases?take=50"));
        await MeasureAsync("pages of 50, one after the other", Runs, async () =>
        {
            var answer = await app.Http.GetAsync($"/api/cases?take=50{(cursor is null ? "" : $"&cursor={cursor}")}");
            var page = await answer.Content.ReadFromJsonAsync<JsonElement>();
            cursor = page.TryGetProperty("next", out var next) ? next.GetString() : null;
            return answer;
        });
        await MeasureAsync("first page of one category", Runs, () => app.Http.GetAsync("/api/cases?take=50&category=hate"));
        await MeasureAsync("how many wait", Runs, () => app.Http.GetAsync("/api/cases/waiting"));
        JsonElement opened = default;
        await MeasureAsync("the next case, claimed", Runs / 2, async () =>
        {
            var answer = await app.Http.PostAsync("/api/cases/next", null);
            opened = await answer.Content.ReadFromJsonAsync<JsonElement>();
            return answer;
        });
        await MeasureAsync("a decision, with the next case claimed before", Runs / 2, async () =>
        {
            var row = opened.GetProperty("row");
            var answer = await app.Http.PostAsJsonAsync($"/api/cases/{row.GetProperty("id").GetString()}/decision", new { action = "allow", version = row.GetProperty("version").GetInt32() });
            using var next = await app.Http.PostAsync("/api/cases/next", null);
            opened = await next.Content.ReadFromJsonAsync<JsonElement>();
            return answer;
        });
        var workspace = (await app.Http.GetFromJsonAsync<JsonElement>("/api/session")).GetProperty("user").GetProperty("currentWorkspaceId").GetString();
        await MeasureAsync("the numbers of the transparency page", 20, () => app.Http.GetAsync($"/api/workspaces/{workspace}/transparency"));
        return 0;
    }

    private static async Task FillAsync(MeasuredApp app, int count)
    {
        await using var first = Open(app);
        var (workspace, owner) = (await first.Workspaces.Select(w => w.Id).SingleAsync(), await first.Users.Select(u => u.Id).SingleAsync());
        var chance = new Random(7);
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        for (var done = 0; done < count; done += Batch)
        {
            await using var db = Open(app);
            db.ChangeTracker.AutoDetectChangesEnabled = false;
            for (var i = 0; i < Math.Min(Batch, count - done); i++)
            {
                var at = now.AddSeconds(-chance.Next(30 * 24 * 3600));
                var category = Categories.Scored[chance.Next(Categories.Scored.Count)];
                var work = new Generation
                {
                    Id = Guid.CreateVersion7(new DateTimeOffset(at)),
                    WorkspaceId = workspace,
                    UserId = owner,
                    Kind = Kinds.Story,
                    Mode = Modes.Instant,
                    Prompt = "a brave fox finds a lantern in a snowy forest at night",
                    Settings = new GenerationSettings(),
                    State = GenerationState.Held,
                    CreatedAt = at,
                };
                var entry = new ReviewCase
                {
                    Id = Guid.CreateVersion7(new DateTimeOffset(at)),
                    WorkspaceId = workspace,
                    GenerationId = work.Id,
                    AuthorId = owner,
                    Door = Door.Prompt,
                    Screened = ScreenAction.Hold,
                    Category = category,
                    Findings = new FindingList([new Finding(category, 0.8, ScreenAction.Hold, "spark-safety 1", "workspace 0: from 0.50", [new FoundWords(2, 9)])]),
                    Severity = Categories.SeverityOf(category),
                    Surface = (Surface)chance.Next(3),
                    Confidence = 0.5 + (chance.NextDouble() / 2),
                    State = CaseState.Open,
                    CreatedAt = at,
                };
                entry.SetDue();
                db.AddRange(work, entry);
            }

            await db.SaveChangesAsync();
        }
    }

    private static MuseSparkDb Open(MeasuredApp app) => Environment.GetEnvironmentVariable("Database__Provider") is "postgres"
        ? new PostgresDb(new DbContextOptionsBuilder<PostgresDb>().UseNpgsql(Environment.GetEnvironmentVariable("ConnectionStrings__MuseSpark")).Options)
        : new SqliteDb(new DbContextOptionsBuilder<SqliteDb>().UseSqlite($"Data Source={Path.Combine(app.Folder, "musespark.db")}").AddInterceptors(new SqliteConnectionSetup()).Options, new SqliteTurn());

    private static async Task MeasureAsync(string what, int runs, Func<Task<HttpResponseMessage>> ask)
    {
        var times = new List<double>();
        for (var run = -5; run < runs; run++)
        {
            var start = Stopwatch.GetTimestamp();
            using var answer = await ask();
            await answer.Content.ReadAsByteArrayAsync();
            if (run >= 0) times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            if (!answer.IsSuccessStatusCode) throw new InvalidOperationException($"{what}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        }

        times.Sort();
        Console.WriteLine($"{what,-48} median {times[runs / 2],6:F1} ms   p95 {times[(int)Math.Ceiling(runs * 0.95) - 1],6:F1} ms   worst {times[^1],6:F1} ms");
    }
}
