using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MuseSpark.Client.Generations;
using MuseSpark.Client.Moderation;
using MuseSpark.Client.Outputs;
using MuseSpark.Inference.Models;
using MuseSpark.Provenance.Assertions;
using MuseSpark.Provenance.Credentials;
using MuseSpark.Provenance.Metadata;
using MuseSpark.Web.Data;
using MuseSpark.Web.Generations;
using MuseSpark.Web.Moderation.Screening;
using MuseSpark.Web.Provenance.Signing;
using MuseSpark.Web.Tests.Harness;
using MuseSpark.Web.Tests.Uploads;
using SkiaSharp;

namespace MuseSpark.Web.Tests.Generations;

public sealed class EnlargeTestsOnSqlite(SqliteJobsApp app) : EnlargeTests(app), IClassFixture<SqliteJobsApp>;

public sealed class EnlargeTestsOnPostgres(PostgresJobsApp app) : EnlargeTests(app), IClassFixture<PostgresJobsApp>;

/// <summary>Pictures become larger, and say so.</summary>
public abstract class EnlargeTests(JobsApp app)
{
    private const string Composite = DigitalSourceTypes.CompositeWithTrainedAlgorithmicMedia, Trained = DigitalSourceTypes.TrainedAlgorithmicMedia;

    [Fact]
    public async Task A_picture_from_outside_becomes_larger_and_a_composite()
    {
        var source = (await BringAsync(TestPictures.Png(100, 50))).Outputs[0];
        var done = await EnlargedAsync(source.Id, 2);
        Assert.Equal((GenerationState.Completed, "holiday", source.Id, 2, Composite), (done.State, done.Prompt, done.SourceId, done.Settings.Enlarge, done.DigitalSourceType));
        var output = Assert.Single(done.Outputs);
        Assert.Equal(("picture", 200, 100), (output.Kind, output.Width, output.Height));
        var file = await app.Client.GetByteArrayAsync(output.Url);
        using (var picture = SKBitmap.Decode(file)) Assert.Equal((SKColors.Red, SKColors.Blue), (picture.GetPixel(99, 50), picture.GetPixel(100, 50)));

        var record = (await app.Client.GetFromJsonAsync<ProvenanceView>($"/api/outputs/{output.Id}/provenance", JsonText.Options))!;
        Assert.Equal(("derived-from", source.Id, source.Sha256), (record.Parents.Single().Relation, record.Parents[0].OutputId, record.Parents[0].Sha256));
        Assert.Equal(("scripted-picture", 2, 200, 100, Composite, ""), (record.Model!.Id, record.Settings.Enlarge, record.Settings.Width, record.Settings.Height, record.DigitalSourceType, record.ExpandedPrompt));
        await AssertCredentialsAsync(file, Composite);

        var listed = (await app.Client.GetFromJsonAsync<Page<GenerationView>>("/api/generations?kind=enlarge", JsonText.Options))!;
        Assert.Equal(Composite, listed.Items.Single(item => item.Id == done.Id).DigitalSourceType);
        var graph = (await app.Client.GetFromJsonAsync<OutputGraph>($"/api/outputs/{output.Id}/graph", JsonText.Options))!;
        Assert.Contains(new GraphEdge(source.Id.ToString(), done.Id.ToString(), GraphRelations.EnlargedBy), graph.Edges);
        Assert.DoesNotContain(graph.Nodes, node => node.Kind == GraphNodes.Prompt);
    }

    [Fact]
    public async Task What_a_model_painted_stays_a_models_however_often_it_is_enlarged_and_can_be_made_again()
    {
        var painted = (await app.FinishedAsync((await app.MakeAsync(new { kind = "picture", prompt = "a fox", seed = 5 })).Id)).Outputs[0];
        var large = (await EnlargedAsync(painted.Id, 4)).Outputs[0];
        var work = await EnlargedAsync(large.Id, 2);
        Assert.Equal((512, 512, Trained, "a fox"), (work.Outputs[0].Width, work.Outputs[0].Height, work.DigitalSourceType, work.Prompt));
        await AssertCredentialsAsync(await app.Client.GetByteArrayAsync(work.Outputs[0].Url), Trained);
        Assert.StartsWith("Enlarged: 2 times, Size: 512x512", GenerationParameters.Read(await app.Client.GetByteArrayAsync($"/api/outputs/{work.Outputs[0].Id}/export?level=recipe")), StringComparison.Ordinal);

        var again = await (await app.Client.PostAsync($"/api/generations/{work.Id}/retry", null)).ReadAsync<GenerationView>(HttpStatusCode.Accepted);
        var repeated = (await app.FinishedAsync(again.Id)).Outputs[0];
        Assert.Equal((await RecordAsync(work.Outputs[0].Id)).PaintedSha256, (await RecordAsync(repeated.Id)).PaintedSha256);
        Assert.Contains((await RecordAsync(repeated.Id)).Parents, parent => parent.Relation == "repeats");
    }

    /// <summary>Nobody looks at what the built-in model painted from words, also when it is to be public; however it was enlarged or painted over, a picture from outside is looked at.</summary>
    [Fact]
    public async Task Only_what_was_painted_here_is_vouched_for_when_it_is_enlarged()
    {
        async Task<GenerationView> PaintedAsync(Guid? source)
        {
            var painted = await app.FinishedAsync((await app.MakeAsync(new { kind = "picture", prompt = "a fox", sourceId = source })).Id);
            await app.InDatabaseAsync(db => db.Generations.Where(g => g.Id == painted.Id).ExecuteUpdateAsync(set => set.SetProperty(g => g.PictureModel, "spark-picture-1")));
            return painted;
        }

        var painted = await PaintedAsync(null);
        var twice = await EnlargedAsync((await EnlargedAsync(painted.Outputs[0].Id, 2)).Outputs[0].Id, 2);
        var brought = await EnlargedAsync((await BringAsync(TestPictures.Png(20, 20))).Outputs[0].Id, 2);
        await app.InDatabaseAsync(db => db.Generations.Where(g => g.Id == brought.Id).ExecuteUpdateAsync(set => set.SetProperty(g => g.PictureModel, "spark-picture-1")));
        Assert.True(await IsVouchedForAsync(twice));
        Assert.False(await IsVouchedForAsync(brought));

        Assert.True(await IsVouchedForAsync(await PaintedAsync(painted.Outputs[0].Id)));
        var outside = await BringAsync(TestPictures.Png(128, 128));
        var over = await PaintedAsync(outside.Outputs[0].Id);
        Assert.False(await IsVouchedForAsync(over));
        // Also when nobody can tell any more what it was painted over.
        Assert.Equal(HttpStatusCode.NoContent, (await app.Client.DeleteAsync($"/api/generations/{outside.Id}")).StatusCode);
        Assert.False(await IsVouchedForAsync(over));
    }

    private async Task<bool> IsVouchedForAsync(GenerationView work)
    {
        var vouched = false;
        await app.InDatabaseAsync(async db => vouched = await VouchedPictures.IncludeAsync(db, await db.Generations.SingleAsync(g => g.Id == work.Id), CancellationToken.None));
        return vouched;
    }

    [Fact]
    public async Task Progress_is_told_and_whoever_stops_it_gets_nothing()
    {
        var source = (await BringAsync(TestPictures.Png(20, 20))).Outputs[0];
        app.Picture.BeforeStep = (step, cancel) => step == 2 ? Task.Delay(Timeout.Infinite, cancel) : Task.CompletedTask;
        try
        {
            var work = await app.MakeAsync(new { kind = "enlarge", sourceId = source.Id, settings = new { enlarge = 2 } });
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            await foreach (var item in app.Client.WatchAsync(work.Id, cancellationToken: limit.Token))
            {
                if (item.EventType != "step") continue;
                var step = JsonDocument.Parse(item.Data).RootElement;
                Assert.Equal((1, 2), (step.GetProperty("index").GetInt32(), step.GetProperty("total").GetInt32()));
                Assert.True(step.GetProperty("millisecondsLeft").GetInt64() >= 0);
                break;
            }

            Assert.Equal(HttpStatusCode.OK, (await app.Client.PostAsync($"/api/generations/{work.Id}/cancel", null)).StatusCode);
            var ended = await app.FinishedAsync(work.Id);
            Assert.Equal((GenerationState.Cancelled, 0, 1), (ended.State, ended.Outputs.Count, ended.Usage!.PictureSteps));
        }
        finally
        {
            app.Picture.BeforeStep = (_, _) => Task.CompletedTask;
        }
    }

    [Fact]
    public async Task What_was_said_of_a_picture_holds_for_it_enlarged()
    {
        var work = await BringAsync(TestPictures.Png(20, 20));
        await app.InDatabaseAsync(db => db.Generations.Where(g => g.Id == work.Id).ExecuteUpdateAsync(set => set.SetProperty(g => g.Label, "violence")));
        var enlarged = await EnlargedAsync(work.Outputs[0].Id, 2);
        Assert.Equal("violence", enlarged.Label);
        // What was decided since holds for one that is made again.
        await app.InDatabaseAsync(db => db.Generations.Where(g => g.Id == work.Id).ExecuteUpdateAsync(set => set.SetProperty(g => g.Label, "hate")));
        var again = await (await app.Client.PostAsync($"/api/generations/{enlarged.Id}/retry", null)).ReadAsync<GenerationView>(HttpStatusCode.Accepted);
        Assert.Equal("hate", (await app.FinishedAsync(again.Id)).Label);
        await app.InDatabaseAsync(db => db.Generations.Where(g => g.Id == work.Id).ExecuteUpdateAsync(set => set.SetProperty(g => g.Restriction, CaseDecision.Limit)));
        Assert.Contains("A reviewer has restricted this picture", await RefusedAsync(new { kind = "enlarge", sourceId = work.Outputs[0].Id, settings = new { enlarge = 2 } }));
        Assert.Contains("A reviewer has restricted this picture", await RefusedAsync(new { kind = "picture", prompt = "a fox", sourceId = work.Outputs[0].Id }));
        foreach (var path in new[] { $"generations/{enlarged.Id}/retry", $"outputs/{enlarged.Outputs[0].Id}/reproduce" })
            Assert.Equal("A reviewer has restricted what this was made from, so it can't be made again.", await (await app.Client.PostAsync($"/api/{path}", null)).RefusalAsync(HttpStatusCode.Conflict));
    }

    [Fact]
    public async Task Requests_that_make_no_sense_are_refused_with_what_to_do()
    {
        Guid small = (await BringAsync(TestPictures.Png(8, 8))).Outputs[0].Id, wide = (await BringAsync(TestPictures.Png(1_500, 8))).Outputs[0].Id, widest = (await BringAsync(TestPictures.Png(2_049, 8))).Outputs[0].Id;
        foreach (var (request, sentence) in new (object, string)[]
        {
            (new { kind = "enlarge", settings = new { enlarge = 2 } }, "Choose the picture to enlarge."),
            (new { kind = "enlarge", sourceId = small }, "Say how many times larger: 2 or 4."),
            (new { kind = "enlarge", sourceId = small, settings = new { enlarge = 3 } }, "A picture is enlarged 2 or 4 times."),
            (new { kind = "enlarge", sourceId = small, prompt = "sharper", settings = new { enlarge = 2 } }, "leave the prompt out"),
            (new { kind = "enlarge", sourceId = small, mode = "thinking", settings = new { enlarge = 2 } }, "leave the mode out"),
            (new { kind = "enlarge", sourceId = small, model = "scripted-text", settings = new { enlarge = 2 } }, "make this (enlarge)"),
            (new { kind = "enlarge", sourceId = wide, settings = new { enlarge = 4 } }, "This picture has 1500 x 8 pixels, and an enlarged one has at most 4,096 along an edge: enlarge it 2 times."),
            (new { kind = "enlarge", sourceId = widest, settings = new { enlarge = 2 } }, "so it is large enough already."),
            (new { kind = "enlarge", sourceId = Guid.NewGuid(), settings = new { enlarge = 2 } }, "not in this workspace"),
            (new { kind = "picture", prompt = "a fox", settings = new { enlarge = 2 } }, "ask for the kind enlarge"),
        })
        {
            Assert.Contains(sentence, await RefusedAsync(request));
        }
    }

    private async Task<GenerationView> EnlargedAsync(Guid source, int times) =>
        await app.FinishedAsync((await app.MakeAsync(new { kind = "enlarge", sourceId = source, settings = new { enlarge = times } })).Id);

    private async Task<string> RefusedAsync(object request)
    {
        using var answer = await app.Client.PostAsJsonAsync("/api/generations", request);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync();
    }

    private async Task<ProvenanceView> RecordAsync(Guid output) => (await app.Client.GetFromJsonAsync<ProvenanceView>($"/api/outputs/{output}/provenance", JsonText.Options))!;

    private async Task AssertCredentialsAsync(byte[] file, string sourceType)
    {
        var trust = app.Services.GetRequiredService<SigningIdentities>().Trust();
        var report = CredentialReader.Read(file, trust, TimeProvider.System.GetUtcNow());
        Assert.Equal(CredentialState.Trusted, report.State);
        Assert.Equal([("c2pa.opened", null), ("c2pa.resized", sourceType)], report.Active!.Actions.Take(2).Select(action => (action.Name, action.DigitalSourceType)));
        Assert.Equal("Scripted picture", report.Active.Actions[1].SoftwareAgent);
        Assert.Equal(sourceType, XmpSourceType.Read(file));
    }

    private async Task<GenerationView> BringAsync(byte[] file) =>
        await (await app.Client.PostAsync("/api/uploads", TestPictures.Form(file))).ReadAsync<GenerationView>(HttpStatusCode.Created);
}

/// <summary>Which model enlarges a picture where nobody chose one.</summary>
public class EnlargeRulesTests
{
    private static readonly ScriptedImageModel Painter = new();
    private static readonly ScriptedImageModel Enlarger = new() { Manifest = Painter.Manifest with { Id = "enlarger", Kind = "enlarger", Kinds = ["enlarge"] } };

    [Theory]
    [InlineData("scripted-picture", true, "scripted-picture")]
    [InlineData(null, true, "enlarger")]
    [InlineData("gone", true, "enlarger")]
    [InlineData(null, false, "scripted-picture")]
    public void The_painter_enlarges_its_own_and_an_enlarger_the_rest(string? paintedBy, bool hasEnlarger, string expected)
    {
        using var catalog = ModelCatalog.Of([], hasEnlarger ? [Painter, Enlarger] : [Painter]);
        var source = new AskedSource(100, 50, "a fox", paintedBy, null, null);
        var (order, problems) = RequestRules.Check(new GenerationRequest { Kind = Kinds.Enlarge, SourceId = Guid.NewGuid(), Settings = new() { Enlarge = 4 } }, catalog, source);
        Assert.Empty(problems);
        Assert.Equal((expected, null, 400, 200), (order!.PictureModel, order.TextModel, order.Settings.Width, order.Settings.Height));
    }
}
