using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using MuseSpark.Client.Generations;

namespace MuseSpark.Web.Tests.Generations;

/// <summary>The database fails while a job runs: the job goes on, its stream too, and its result is stored when it can be.</summary>
public sealed class DatabaseFaultTests(SqliteJobsApp sqlite, PostgresJobsApp postgres)
    : IClassFixture<SqliteJobsApp>, IClassFixture<PostgresJobsApp>
{
    private const int Words = 100;

    [Fact]
    public async Task A_database_locked_for_ten_seconds_only_delays_the_result()
    {
        var id = await BeginAsync(sqlite);
        await using (var other = new SqliteConnection($"Data Source={Path.Combine(sqlite.Folder, "musespark.db")}"))
        {
            await other.OpenAsync();
            await using var command = other.CreateCommand();
            command.CommandText = "BEGIN IMMEDIATE";
            await command.ExecuteNonQueryAsync();
            await Task.Delay(TimeSpan.FromSeconds(10));
            command.CommandText = "ROLLBACK";
            await command.ExecuteNonQueryAsync();
        }

        await AssertWholeAsync(sqlite, id);
    }

    [Fact]
    public async Task A_database_that_drops_every_connection_again_and_again_only_delays_the_result()
    {
        var id = await BeginAsync(postgres);
        for (var i = 0; i < 20; i++)
        {
            await PostgresJobsApp.DropConnectionsAsync(postgres);
            await Task.Delay(100);
        }

        await AssertWholeAsync(postgres, id);
    }

    private static async Task<Guid> BeginAsync(JobsApp app)
    {
        app.Text.Script = ScriptedTextModel.Words(Words, TimeSpan.FromMilliseconds(20));
        var job = await app.MakeAsync(new { kind = "poem", prompt = "rain" });
        await foreach (var item in app.Client.WatchAsync(job.Id))
            if (item.EventType == "text") break;
        return job.Id;
    }

    private static async Task AssertWholeAsync(JobsApp app, Guid id)
    {
        var events = await app.Client.WatchToEndAsync(id);
        var done = await app.FinishedAsync(id);
        Assert.Equal(GenerationState.Completed, done.State);
        var text = string.Concat(Enumerable.Range(1, Words).Select(i => $"word{i} "));
        Assert.Equal(text, done.Outputs.Single().Text);
        Assert.Equal(text, events.Shown());
        await app.InDatabaseAsync(async db => Assert.Equal(1, (await db.Generations.SingleAsync(g => g.Id == id)).Attempt));
    }
}
