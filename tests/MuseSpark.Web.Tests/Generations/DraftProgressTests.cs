using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using MuseSpark.Client.Generations;
using MuseSpark.Inference.Text;
using MuseSpark.Web.Data;

namespace MuseSpark.Web.Tests.Generations;

/// <summary>While drafts are written and none can be shown, watchers hear how far they are.</summary>
public sealed class DraftProgressTests(SqliteJobsApp app) : IClassFixture<SqliteJobsApp>
{
    [Fact]
    public async Task Drafts_tell_how_far_they_are_and_only_watchers_hear_it()
    {
        app.Text.Script = Drafts;
        var clock = Stopwatch.StartNew();
        var job = await app.MakeAsync(new { kind = "story", mode = Modes.Thinking, prompt = "a lake", settings = new { maxTokens = 100 } });
        var told = (await app.Client.WatchToEndAsync(job.Id)).Where(e => e.EventType == WritingEvent.Name).Select(e => JsonSerializer.Deserialize<WritingEvent>(e.Data, JsonText.Options)!).ToList();
        // Twice a second at most.
        Assert.InRange(told.Count, 1, 1 + (int)(clock.ElapsedMilliseconds / 500));
        Assert.All(told, one => Assert.Equal(Modes.DraftsOf(Modes.Thinking) * 100, one.Most));
        Assert.All(told, one => Assert.InRange(one.MillisecondsLeft, 1, 600_000));
        await app.InDatabaseAsync(db =>
        {
            Assert.DoesNotContain(WritingEvent.Name, db.GenerationEvents.Where(e => e.GenerationId == job.Id).Select(e => e.Type));
            return Task.CompletedTask;
        });
    }

    private static async IAsyncEnumerable<TextPiece> Drafts(TextRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var i = 1; i <= 12; i++)
        {
            await Task.Delay(250, cancellationToken);
            yield return new TextPiece("", TextSection.Body, i * 8);
        }
        yield return new TextPiece("The best of them.", TextSection.Body, 100, FinishReason.EndOfText);
    }
}
