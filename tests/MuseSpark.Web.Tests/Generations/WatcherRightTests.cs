using System.Net.ServerSentEvents;
using Microsoft.EntityFrameworkCore;
using MuseSpark.Client.Generations;
using MuseSpark.Web.Tests.Moderation;

namespace MuseSpark.Web.Tests.Generations;

public sealed class WatcherRightTestsOnSqlite(SqliteJobsApp app) : WatcherRightTests(app), IClassFixture<SqliteJobsApp>;

public sealed class WatcherRightTestsOnPostgres(PostgresJobsApp app) : WatcherRightTests(app), IClassFixture<PostgresJobsApp>;

/// <summary>Who may no longer read hears no more, also of a work that never pauses.</summary>
public abstract class WatcherRightTests(JobsApp app)
{
    [Fact]
    public async Task A_stream_that_never_pauses_ends_for_a_member_who_was_removed_and_for_a_key_that_was_withdrawn()
    {
        app.Text.Script = ScriptedTextModel.Words(100_000, TimeSpan.FromMilliseconds(100));
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var team = await Team.OfAsync(app);
        var job = await team.AskAsync("winter");
        TaskCompletionSource removed = new(), withdrawn = new(), stays = new();
        Task<string> first = LastAsync(team.First, removed), second = LastAsync(team.Second, withdrawn), author = LastAsync(team.Author, stays);
        await Task.WhenAll(removed.Task, withdrawn.Task, stays.Task).WaitAsync(limit.Token);

        var reviewers = new List<Guid>();
        await team.InDatabaseAsync(async db =>
        {
            reviewers = await db.Memberships.Where(m => m.WorkspaceId == team.Workspace && m.UserId != team.AuthorId).Select(m => m.UserId).ToListAsync();
            await db.Memberships.Where(m => m.WorkspaceId == team.Workspace && m.UserId == reviewers[0]).ExecuteDeleteAsync();
            await db.ApiKeys.Where(k => k.UserId == reviewers[1]).ExecuteUpdateAsync(set => set.SetProperty(k => k.RevokedAt, TimeProvider.System.GetUtcNow().UtcDateTime));
        });
        Assert.Equal(["text", "text"], await Task.WhenAll(first, second));

        // Whoever may still read goes on to the end.
        Assert.False(author.IsCompleted);
        using (await team.Author.PostAsync($"/api/generations/{job.Id}/cancel", null)) { }
        Assert.Equal("cancelled", await author);
        app.Text.Script = ScriptedTextModel.Tale;

        async Task<string> LastAsync(HttpClient reader, TaskCompletionSource reads)
        {
            var last = new SseItem<string>("", "none");
            await foreach (var item in reader.WatchAsync(job.Id, null, limit.Token))
            {
                last = item;
                if (item.EventType == "text") reads.TrySetResult();
            }

            return last.EventType;
        }
    }
}
