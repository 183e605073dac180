using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MuseSpark.Client.Generations;
using MuseSpark.Web.Generations;
using MuseSpark.Web.Generations.Live;
using MuseSpark.Web.Generations.Work;
using MuseSpark.Web.Moderation.Screening;

namespace MuseSpark.Web.Tests.Generations;

public sealed class ClaimsTestsOnSqlite(SqliteJobsApp app) : ClaimsTests(app), IClassFixture<SqliteJobsApp>;

public sealed class ClaimsTestsOnPostgres(PostgresJobsApp app) : ClaimsTests(app), IClassFixture<PostgresJobsApp>;

/// <summary>Jobs here are of a kind that no pool serves, so that the server's own workers leave them alone.</summary>
public abstract class ClaimsTests(JobsApp app)
{
    private const string NoPool = "test";

    private Claims Claims => app.Services.GetRequiredService<Claims>();

    [Fact]
    public async Task A_job_is_taken_by_one_of_many_who_try()
    {
        var job = await AddAsync();
        var tries = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Claims.TakeAsync(job.Id, default)));
        var claim = Assert.Single(tries.OfType<Claim>());
        Assert.Equal(1, claim.Fence);
    }

    [Fact]
    public async Task A_worker_that_woke_from_the_dead_can_not_finish_renew_or_give_back()
    {
        var job = await AddAsync();
        var stale = (await Claims.TakeAsync(job.Id, default))!;
        await ExpireAsync(job);
        Assert.Contains(job.Id, await Claims.GiveBackLost([NoPool], default));
        var present = (await Claims.TakeAsync(job.Id, default))!;

        Assert.False(await Claims.FinishAsync(stale, Done, _ => [], default));
        Assert.Null(await Claims.RenewAsync(stale, default));
        Assert.False(await Claims.GiveBackAsync(stale, default));
        Assert.Equal(GenerationState.Running, (await ReadAsync(job)).State);

        Assert.False(await Claims.RenewAsync(present, default));
        Assert.True(await Claims.FinishAsync(present, Done, _ => [], default));
        Assert.False(await Claims.FinishAsync(present, Done, _ => [], default));
        Assert.Equal(GenerationState.Completed, (await ReadAsync(job)).State);
    }

    [Fact]
    public async Task A_job_that_was_put_back_is_still_its_workers_until_another_begins_it()
    {
        var job = await AddAsync();
        var claim = (await Claims.TakeAsync(job.Id, default))!;
        await LoseAsync(job);
        Assert.False(await Claims.RenewAsync(claim, default));
        Assert.Null(await Claims.TakeAsync(job.Id, default));
        Assert.DoesNotContain(job.Id, await Claims.GiveBackLost([NoPool], default));

        await LoseAsync(job);
        Assert.False(await Claims.GiveBackAsync(claim, default));
        Assert.True(await Claims.FinishAsync(claim, Done, _ => [], default));
        Assert.Null(await Claims.TakeAsync(job.Id, default));
        var row = await ReadAsync(job);
        Assert.Equal((GenerationState.Completed, 1, 1L), (row.State, row.Attempt, row.Fence));
    }

    [Fact]
    public async Task A_job_that_was_cancelled_after_it_was_put_back_stays_so()
    {
        var job = await AddAsync();
        var claim = (await Claims.TakeAsync(job.Id, default))!;
        await LoseAsync(job);
        using (await app.Client.PostAsync($"/api/generations/{job.Id}/cancel", null)) { }
        Assert.Null(await Claims.RenewAsync(claim, default));
        Assert.False(await Claims.FinishAsync(claim, Done, _ => [], default));
        Assert.Equal(GenerationState.Cancelled, (await ReadAsync(job)).State);
    }

    [Fact]
    public async Task A_result_that_can_not_be_stored_whole_is_not_stored_at_all()
    {
        var job = await AddAsync();
        var claim = (await Claims.TakeAsync(job.Id, default))!;
        var twice = LoggedEvent.Of(LoggedEvent.PerClaim + 1, new StartedEvent(1));
        await Assert.ThrowsAnyAsync<Exception>(() => Claims.FinishAsync(claim, Done, _ => [twice, twice], default));
        Assert.Equal(GenerationState.Running, (await ReadAsync(job)).State);
    }

    [Fact]
    public async Task A_job_whose_process_is_gone_is_given_back_before_its_lease_ends()
    {
        var job = await AddAsync();
        await Claims.TakeAsync(job.Id, default);
        Assert.DoesNotContain(job.Id, await Claims.GiveBackLost([NoPool], default));
        await SetAsync(job, set => set.SetProperty(g => g.LeaseOwner, $"{Environment.MachineName}/2000000000/1"));
        Assert.Contains(job.Id, await Claims.GiveBackLost([NoPool], default));
    }

    [Fact]
    public async Task A_job_that_brings_the_server_down_again_and_again_ends_failed()
    {
        var job = await AddAsync();
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            Assert.NotNull(await Claims.TakeAsync(job.Id, default));
            await ExpireAsync(job);
            await Claims.GiveBackLost([NoPool], default);
        }

        Assert.Null(await Claims.TakeAsync(job.Id, default));
        var row = await ReadAsync(job);
        Assert.Equal(GenerationState.Failed, row.State);
        Assert.StartsWith("It was begun 3 times", row.Error, StringComparison.Ordinal);
        Assert.Equal("failed", (await app.Client.WatchToEndAsync(job.Id))[^1].EventType);
    }

    [Fact]
    public async Task A_job_given_back_by_a_server_that_stops_has_not_used_an_attempt()
    {
        var job = await AddAsync();
        for (var i = 1; i <= 5; i++)
        {
            var claim = (await Claims.TakeAsync(job.Id, default))!;
            Assert.Equal(i, claim.Fence);
            Assert.True(await Claims.GiveBackAsync(claim, default));
        }

        Assert.Equal(0, (await ReadAsync(job)).Attempt);
    }

    [Fact]
    public async Task A_job_cancelled_while_it_was_given_back_is_not_begun_again()
    {
        var job = await AddAsync();
        await SetAsync(job, set => set.SetProperty(g => g.CancelRequested, true));
        Assert.Null(await Claims.TakeAsync(job.Id, default));
        Assert.Equal(GenerationState.Cancelled, (await ReadAsync(job)).State);
    }

    [Fact]
    public async Task Watchers_hear_of_an_end_that_nobody_told_them()
    {
        app.Text.Script = ScriptedTextModel.Words(100_000, TimeSpan.FromMilliseconds(50));
        // The first eight keep what a workspace may have at once.
        var running = new List<Guid>();
        for (var i = 0; i < 9; i++) running.Add((await app.MakeAsync(new { kind = "story", prompt = "winter" })).Id);
        var ended = await WatchedAsync(running[8]);
        Assert.Equal("cancelled", ended);
        foreach (var id in running) using (await app.Client.PostAsync($"/api/generations/{id}/cancel", null)) { }
        app.Text.Script = ScriptedTextModel.Tale;

        async Task<string> WatchedAsync(Guid id)
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            await using var watched = app.Client.WatchAsync(id, null, limit.Token).GetAsyncEnumerator();
            Assert.True(await watched.MoveNextAsync());
            await app.InDatabaseAsync(db => db.Generations.Where(g => g.Id == id && g.State == GenerationState.Queued).ExecuteUpdateAsync(set => set.SetProperty(g => g.State, GenerationState.Cancelled)));
            var last = watched.Current;
            while (await watched.MoveNextAsync()) last = watched.Current;
            return last.EventType;
        }
    }

    private static Result Done => new(GenerationState.Completed, null, [], new UsageView(1, 0, 5), new MuseSpark.Web.Moderation.Screening.ScreeningLog(TimeProvider.System));

    private async Task<Generation> AddAsync()
    {
        var job = Jobs.Draft(app.WorkspaceId, app.UserId, NoPool);
        await app.InDatabaseAsync(db =>
        {
            db.Generations.Add(job);
            return db.SaveChangesAsync();
        });
        return job;
    }

    /// <summary>Puts the job back, as when its worker has not been heard of in time.</summary>
    private async Task LoseAsync(Generation job)
    {
        await ExpireAsync(job);
        Assert.Contains(job.Id, await Claims.GiveBackLost([NoPool], default));
    }

    private Task ExpireAsync(Generation job) => SetAsync(job, set => set.SetProperty(g => g.LeaseUntil, DateTime.UnixEpoch));

    private Task SetAsync(Generation job, Action<Microsoft.EntityFrameworkCore.Query.UpdateSettersBuilder<Generation>> set) =>
        app.InDatabaseAsync(db => db.Generations.Where(g => g.Id == job.Id).ExecuteUpdateAsync(set));

    private async Task<Generation> ReadAsync(Generation job)
    {
        Generation? row = null;
        await app.InDatabaseAsync(async db => row = await db.Generations.AsNoTracking().SingleAsync(g => g.Id == job.Id));
        return row!;
    }
}
