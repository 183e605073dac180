using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using MuseSpark.Client.Generations;
using MuseSpark.Client.Moderation;
using MuseSpark.Client.Outputs;
using MuseSpark.Inference.Text;
using MuseSpark.Web.Data;
using MuseSpark.Web.Tests.Harness;

namespace MuseSpark.Web.Tests.Generations;

public sealed class ConversationTestsOnSqlite(SqliteJobsApp app) : ConversationTests(app), IClassFixture<SqliteJobsApp>;

public sealed class ConversationTestsOnPostgres(PostgresJobsApp app) : ConversationTests(app), IClassFixture<PostgresJobsApp>;

/// <summary>A chat that goes on.</summary>
public abstract class ConversationTests(JobsApp app)
{
    private async Task<GenerationView> SayAsync(string prompt, Guid? replyTo = null) =>
        await app.FinishedAsync((await app.MakeAsync(new { kind = "chat", prompt, seed = 3, settings = new { replyTo } })).Id);

    [Fact]
    public async Task The_model_reads_what_was_said_before_and_nothing_of_other_chats()
    {
        IReadOnlyList<TextTurn> read = [];
        app.Text.Script = (request, cancellationToken) =>
        {
            read = request.Earlier;
            return ScriptedTextModel.Tale(request, cancellationToken);
        };
        var first = await SayAsync("I am Ada");
        Assert.Empty(read);
        await SayAsync("I am Bo");
        var second = await SayAsync("Where do I live?", first.Id);
        Assert.Equal([new(TextRole.User, "I am Ada"), new(TextRole.Assistant, first.Outputs.Single().Text!)], read);
        Assert.Equal((first.Id, first.Id), (second.ParentId, second.Settings.ReplyTo));

        await SayAsync("And who am I?", second.Id);
        Assert.Equal(["I am Ada", first.Outputs.Single().Text!, "Where do I live?", second.Outputs.Single().Text!], read.Select(turn => turn.Text));

        // What was deleted is not read any more, nor what stood before it.
        (await app.Client.DeleteAsync($"/api/generations/{first.Id}")).EnsureSuccessStatusCode();
        await SayAsync("And now?", second.Id);
        Assert.Equal(["Where do I live?", second.Outputs.Single().Text!], read.Select(turn => turn.Text));
    }

    [Fact]
    public async Task A_story_goes_on_from_what_was_told_of_it()
    {
        TextRequest? asked = null;
        app.Text.Script = (request, cancellationToken) =>
        {
            asked = request;
            return ScriptedTextModel.Tale(request, cancellationToken);
        };
        var first = await app.FinishedAsync((await app.MakeAsync(new { kind = "story", prompt = "winter" })).Id);
        Assert.Equal("story", asked!.Kind);
        var second = await app.FinishedAsync((await app.MakeAsync(new { kind = "story", prompt = "a bear comes along", settings = new { replyTo = first.Id } })).Id);
        Assert.Equal(("continue", "a bear comes along"), (asked.Kind, asked.Prompt));
        Assert.Equal([new(TextRole.User, "winter"), new(TextRole.Assistant, first.Outputs.Single().Text!)], asked.Earlier);
        Assert.Equal(("story", first.Id), (second.Kind, second.ParentId));

        var record = (await app.Client.GetFromJsonAsync<ProvenanceView>($"/api/outputs/{second.Outputs.Single().Id}/provenance", JsonText.Options))!;
        Assert.Equal(("goes-on-from", first.Outputs.Single().Sha256), Assert.Single(record.Parents.Select(parent => (parent.Relation, parent.Sha256))));

        // What is gone is not read any more; what came after it is.
        (await app.Client.DeleteAsync($"/api/generations/{first.Id}")).EnsureSuccessStatusCode();
        var again = await app.MakeAsync(new { kind = "story", prompt = "snow", settings = new { replyTo = second.Id } });
        await app.FinishedAsync(again.Id);
        Assert.Equal("continue", asked.Kind);
        Assert.DoesNotContain(asked.Earlier, turn => turn.Text == "winter");
    }

    [Fact]
    public async Task A_continuation_that_is_made_again_is_what_its_story_is()
    {
        app.Text.Script = ScriptedTextModel.Tale;
        var story = await app.FinishedAsync((await app.MakeAsync(new { kind = "story", prompt = "winter" })).Id);
        await app.InDatabaseAsync(db => db.Generations.Where(g => g.Id == story.Id).ExecuteUpdateAsync(set => set.SetProperty(g => g.Label, "violence")));
        var part = await app.FinishedAsync((await app.MakeAsync(new { kind = "story", prompt = "a bear comes along", settings = new { replyTo = story.Id } })).Id);
        var again = await (await app.Client.PostAsync($"/api/generations/{part.Id}/retry", null)).ReadAsync<GenerationView>(HttpStatusCode.Accepted);
        Assert.Equal("violence", (await app.FinishedAsync(again.Id)).Label);

        await app.InDatabaseAsync(db => db.Generations.Where(g => g.Id == story.Id).ExecuteUpdateAsync(set => set.SetProperty(g => g.Restriction, CaseDecision.Hide)));
        Assert.Equal("A reviewer has restricted what this was made from, so it can't be made again.",
            await (await app.Client.PostAsync($"/api/generations/{part.Id}/retry", null)).RefusalAsync(HttpStatusCode.Conflict));
    }

    [Fact]
    public async Task A_chat_replies_to_a_chat_and_a_story_goes_on_with_a_story_that_is_there()
    {
        var story = await app.FinishedAsync((await app.MakeAsync(new { kind = "story", prompt = "winter" })).Id);
        app.Text.Script = (_, _) => throw new MuseSpark.Inference.Models.ModelException("It broke.");
        var empty = await app.FinishedAsync((await app.MakeAsync(new { kind = "story", prompt = "summer" })).Id);
        foreach (var request in new object[]
        {
            new { kind = "story", prompt = "go on", settings = new { replyTo = empty.Id } },
            new { kind = "poem", prompt = "go on", settings = new { replyTo = story.Id } },
            new { kind = "story", prompt = "go on", settings = new { replyTo = Guid.NewGuid() } },
            new { kind = "chat", prompt = "go on", settings = new { replyTo = story.Id } },
            new { kind = "chat", prompt = "go on", settings = new { replyTo = Guid.NewGuid() } },
        })
        {
            using var refused = await app.Client.PostAsJsonAsync("/api/generations", request);
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        }
    }
}
