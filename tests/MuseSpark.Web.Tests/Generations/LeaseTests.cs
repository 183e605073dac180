using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using MuseSpark.Client.Generations;
using MuseSpark.Inference.Text;
using MuseSpark.Web.Data;
using MuseSpark.Web.Generations;
using MuseSpark.Web.Generations.Work;

namespace MuseSpark.Web.Tests.Generations;

public sealed class LeaseTestsOnSqlite(SqliteJobsApp app) : LeaseTests(app), IClassFixture<SqliteJobsApp>;

public sealed class LeaseTestsOnPostgres(PostgresJobsApp app) : LeaseTests(app), IClassFixture<PostgresJobsApp>;

/// <summary>A worker of the test's own, on a job of a kind that no pool serves.</summary>
public abstract class LeaseTests(JobsApp app)
{
    private const string NoPool = "test";

    [Fact]
    public async Task Work_that_outlives_a_database_which_is_away_for_longer_than_the_lease_is_kept()
    {
        var database = new DatabaseThatIsAwayAtTimes(app.Services.GetRequiredService<IServiceScopeFactory>());
        var options = Options.Create(new WorkerOptions { Lease = TimeSpan.FromMilliseconds(400) });
        var claims = new Claims(new DatabaseRetry(database, TimeProvider.System, NullLogger<DatabaseRetry>.Instance), options, TimeProvider.System);
        var runner = ActivatorUtilities.CreateInstance<JobRunner>(app.Services, claims, options);
        var written = new TaskCompletionSource();
        app.Text.Script = (request, token) => WrittenAsync(written.Task, request, token);

        var job = Jobs.Draft(app.WorkspaceId, app.UserId, NoPool);
        await app.InDatabaseAsync(db =>
        {
            db.Generations.Add(job);
            return db.SaveChangesAsync();
        });
        var running = runner.RunAsync((await claims.TakeAsync(job.Id, default))!, default);
        database.IsAway = true;
        await UntilAsync(() => Task.FromResult(database.Refused >= 3));

        // As the queue finds it when it is the first to reach the database again.
        await app.InDatabaseAsync(db => db.Generations.Where(g => g.Id == job.Id).ExecuteUpdateAsync(set => set.SetProperty(g => g.LeaseUntil, DateTime.UnixEpoch)));
        Assert.Contains(job.Id, await app.Services.GetRequiredService<Claims>().GiveBackLost([NoPool], default));
        database.IsAway = false;
        await UntilAsync(async () => (await ReadAsync(job)).State == GenerationState.Running);

        written.SetResult();
        await running.WaitAsync(TimeSpan.FromSeconds(30));
        app.Text.Script = ScriptedTextModel.Tale;
        var row = await ReadAsync(job);
        Assert.Equal((GenerationState.Completed, 1), (row.State, row.Attempt));
        Assert.NotEmpty((await app.GetAsync(job.Id))!.Outputs.Single().Text!);
    }

    private static async IAsyncEnumerable<TextPiece> WrittenAsync(Task released, TextRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await released.WaitAsync(cancellationToken);
        await foreach (var piece in ScriptedTextModel.Tale(request, cancellationToken)) yield return piece;
    }

    private async Task<Generation> ReadAsync(Generation job)
    {
        Generation? row = null;
        await app.InDatabaseAsync(async db => row = await db.Generations.AsNoTracking().SingleAsync(g => g.Id == job.Id));
        return row!;
    }

    private static async Task UntilAsync(Func<Task<bool>> reached)
    {
        for (var tries = 0; !await reached(); tries++)
        {
            Assert.True(tries < 600, "It did not come in 30 s.");
            await Task.Delay(50);
        }
    }

    /// <summary>Fails at once, as a real one does after a minute.</summary>
    private sealed class DatabaseThatIsAwayAtTimes(IServiceScopeFactory scopes) : IServiceScopeFactory
    {
        private volatile bool _isAway;
        private volatile int _refused;

        public bool IsAway { get => _isAway; set => _isAway = value; }

        public int Refused => _refused;

        public IServiceScope CreateScope()
        {
            if (!_isAway) return scopes.CreateScope();
            _refused++;
            throw new TimeoutException("The database is away.");
        }
    }
}
