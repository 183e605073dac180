using System.Net.Http.Json;
using MuseSpark.Client.Generations;
using MuseSpark.Client.Outputs;
using MuseSpark.Inference.Image;
using MuseSpark.Inference.Text;
using MuseSpark.Web.Data;
using MuseSpark.Web.Outputs;
using MuseSpark.Web.Tests.Generations;

namespace MuseSpark.Web.Tests.Outputs;

public sealed class PictureNotesTestsOnSqlite(SqliteJobsApp app) : PictureNotesTests(app), IClassFixture<SqliteJobsApp>;

public sealed class PictureNotesTestsOnPostgres(PostgresJobsApp app) : PictureNotesTests(app), IClassFixture<PostgresJobsApp>;

/// <summary>Words that a picture model was not taught are told, live, afterwards and in the record.</summary>
public abstract class PictureNotesTests(JobsApp app)
{
    private static readonly PromptWords Words = new(new WordsFile
    {
        Things = new Dictionary<string, string> { ["dog"] = "dogs", ["fox"] = "foxes" },
        Words = "a,the,in,and,snow",
        StandIns = new Dictionary<string, string> { ["dog"] = "poodle" },
        Undrawn = "submarine",
        Unseen = "",
    });

    private static readonly OutputNote[] Expected =
        [new(OutputNote.NotDrawn, "I don't know how to draw 'submarine' yet."), new(OutputNote.DrawnAs, "Drew 'poodle' as a dog.")];

    [Fact]
    public async Task A_picture_says_what_it_does_not_show()
    {
        app.Picture.Words = Words;
        var job = await app.MakeAsync(new { kind = "picture", prompt = "a Poodle in a submarine" });
        var events = await app.Client.WatchToEndAsync(job.Id);
        Assert.Contains("I don\\u0027t know how to draw \\u0027submarine\\u0027 yet.", events.Single(e => e.EventType == "output").Data, StringComparison.Ordinal);

        var output = (await app.FinishedAsync(job.Id)).Outputs.Single();
        Assert.Equal(Expected, output.Notes!);
        var record = (await RecordOfAsync(output))!;
        Assert.Equal(("a Poodle in a submarine", "a dog"), (record.Prompt, record.ExpandedPrompt));
        Assert.Equal(new WordRecord("poodle", "dog"), record.Words!.Replaced.Single());
        Assert.Equal(["submarine"], record.Words.NotUnderstood);
    }

    [Fact]
    public async Task Of_a_story_the_scene_line_is_what_was_not_understood()
    {
        app.Picture.Words = Words;
        app.Text.Script = (request, cancellationToken) => ScriptedTextModel.Tale(request, cancellationToken)
            .Select(piece => piece.Section == TextSection.Scene ? piece with { Text = "a fox and a poodle in a submarine" } : piece);
        var job = await app.MakeAsync(new { kind = "story", prompt = "a wolf", settings = new { withPicture = true } });
        var done = await app.FinishedAsync(job.Id);
        Assert.Null(done.Outputs[0].Notes);
        Assert.Equal(Expected, done.Outputs[1].Notes!);
        var record = (await RecordOfAsync(done.Outputs[1]))!;
        Assert.Equal(("a wolf", "a fox and a poodle in a submarine", "a fox and a dog"), (record.Prompt, record.Words!.Asked, record.ExpandedPrompt));
    }

    [Fact]
    public async Task A_model_without_a_list_of_words_says_nothing()
    {
        app.Picture.Words = null;
        var job = await app.MakeAsync(new { kind = "picture", prompt = "a poodle in a submarine" });
        var output = (await app.FinishedAsync(job.Id)).Outputs.Single();
        Assert.Null(output.Notes);
        Assert.Null((await RecordOfAsync(output))!.Words);
    }

    [Fact]
    public async Task A_story_asked_for_in_a_language_that_its_model_does_not_know_says_so()
    {
        var job = await app.MakeAsync(new { kind = "story", prompt = "ein tapferer Fuchs findet eine Laterne" });
        var output = (await app.FinishedAsync(job.Id)).Outputs.Single();
        Assert.Equal([new OutputNote(OutputNote.Language, "I only know English. Ask in English, and it will be about what you want.")], output.Notes!);
        Assert.Equal("English", (await RecordOfAsync(output))!.Words!.OnlyLanguage);
    }

    [Fact]
    public async Task A_story_says_what_it_does_not_name()
    {
        app.Text.Script = (request, _) => Pieces($"There was a fox, and it was late for {request.Kind} time.");
        try
        {
            var job = await app.MakeAsync(new { kind = "story", prompt = "a fox finds a lantern on a hill" });
            var output = (await app.FinishedAsync(job.Id)).Outputs.Single();
            Assert.Equal([new OutputNote(OutputNote.LeftOut, "This story doesn't name 'lantern' or 'hill'. A new variation may.")], output.Notes!);
            Assert.Equal(["lantern", "hill"], (await RecordOfAsync(output))!.Words!.LeftOut!);
            var banned = await app.MakeAsync(new { kind = "story", prompt = "a fox finds a lantern on a hill", settings = new { bannedWords = new[] { "Lantern" } } });
            Assert.Equal("This story doesn't name 'hill'. A new variation may.", Assert.Single((await app.FinishedAsync(banned.Id)).Outputs.Single().Notes!).Text);
            // A poem may leave things unsaid.
            var poem = await app.MakeAsync(new { kind = "poem", prompt = "a fox finds a lantern on a hill" });
            Assert.Null((await app.FinishedAsync(poem.Id)).Outputs.Single().Notes);
            app.Text.Script = (_, _) => Pieces("Es war einmal ein Fuchs, und der Fuchs war nicht auf dem Berg.");
            var german = await app.MakeAsync(new { kind = "story", prompt = "a story in German about a fox on a hill" });
            Assert.Null((await app.FinishedAsync(german.Id)).Outputs.Single().Notes);
        }
        finally
        {
            app.Text.Script = ScriptedTextModel.Tale;
        }

        static async IAsyncEnumerable<TextPiece> Pieces(string text)
        {
            await Task.Yield();
            yield return new TextPiece(text, TextSection.Body, 12, FinishReason.EndOfText);
        }
    }

    [Fact]
    public async Task A_picture_says_what_it_could_not_leave_out()
    {
        app.Picture.Words = Words;
        var job = await app.MakeAsync(new { kind = "picture", prompt = "a fox", negativePrompt = "a submarine" });
        var output = (await app.FinishedAsync(job.Id)).Outputs.Single();
        Assert.Equal([new OutputNote(OutputNote.NotLeftOut, "I could not leave out 'submarine'.")], output.Notes!);
        Assert.Equal(["submarine"], (await RecordOfAsync(output))!.Words!.NotLeftOut!);
    }

    [Fact]
    public void Many_words_make_a_short_sentence()
    {
        var things = Enumerable.Range(1, 30).Select(i => $"thing{i}").ToArray();
        Assert.Equal("I don't know how to draw 'piano' or 'tuba' yet.", Note(new("", [], ["piano", "tuba"])));
        Assert.Equal("I don't know how to draw 'thing1', 'thing2', 'thing3', 'thing4', 'thing5', 'thing6' or 24 more yet.", Note(new("", [], things)));
        Assert.Equal(
            "Drew 'gran' as an old woman, 'bagel' as bread and 'mitten' as gloves.",
            Note(new("", [new("gran", "old woman"), new("bagel", "bread"), new("mitten", "gloves")], [])));
        Assert.Null(NoteWriter.Of(new("", [], [])));
        Assert.Equal("I could not leave out 'rain' or 'text'.", Note(new("", [], []) { NotLeftOut = ["rain", "text"] }));
    }

    private static string Note(WordsRecord words) => NoteWriter.Of(words)!.Single().Text;

    private Task<ProvenanceView?> RecordOfAsync(OutputView output) =>
        app.Client.GetFromJsonAsync<ProvenanceView>($"/api/outputs/{output.Id}/provenance", JsonText.Options);
}
