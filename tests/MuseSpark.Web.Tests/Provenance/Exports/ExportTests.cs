using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MuseSpark.Client.Generations;
using MuseSpark.Client.Outputs;
using MuseSpark.Client.Verify;
using MuseSpark.Web.Data;
using MuseSpark.Web.Outputs;
using MuseSpark.Web.Tests.Generations;
using MuseSpark.Web.Tests.Harness;
using MuseSpark.Web.Tests.Uploads;

namespace MuseSpark.Web.Tests.Provenance.Exports;

public sealed class ExportTestsOnSqlite(SqliteJobsApp app) : ExportTests(app), IClassFixture<SqliteJobsApp>;

public sealed class ExportTestsOnPostgres(PostgresJobsApp app) : ExportTests(app), IClassFixture<PostgresJobsApp>;

/// <summary>Copies that leave are written down: they stand in the graph, and are known again by their bytes.</summary>
public abstract class ExportTests(JobsApp app)
{
    [Fact]
    public async Task Every_copy_is_written_down_and_the_graph_shows_one_node_for_each_level()
    {
        var work = await PaintAsync(seed: 11);
        var output = work.Outputs.Single();
        var copies = new List<byte[]>();
        foreach (var level in new[] { ExportLevels.Recipe, ExportLevels.Anonymous, ExportLevels.Recipe }) copies.Add(await ExportAsync(output.Id, level));
        await app.InDatabaseAsync(async db =>
        {
            var rows = await db.Exports.Where(e => e.OutputId == output.Id).OrderBy(e => e.Id).ToListAsync();
            Assert.Equal([ExportLevels.Recipe, ExportLevels.Anonymous, ExportLevels.Recipe], rows.OrderBy(row => row.At).Select(row => row.Level));
            Assert.Equal(copies.Select(Hash).Order(), rows.Select(row => row.Sha256).Order());
            Assert.All(rows, row => Assert.Equal((app.WorkspaceId, app.UserId), (row.WorkspaceId, row.UserId)));
        });

        var graph = (await app.Client.GetFromJsonAsync<OutputGraph>($"/api/outputs/{output.Id}/graph", JsonText.Options))!;
        Assert.Equal([(ExportLevels.Anonymous, 1), (ExportLevels.Recipe, 2)], graph.Nodes.Where(node => node.Kind == GraphNodes.Export).Select(node => (node.Title, node.Count!.Value)));
        Assert.All(graph.Nodes.Where(node => node.Kind == GraphNodes.Export), node =>
        {
            Assert.Equal(work.Id, node.WorkId);
            Assert.Contains(new GraphEdge(output.Id.ToString(), node.Id, GraphRelations.ExportedAs), graph.Edges);
        });
    }

    [Fact]
    public async Task A_copy_without_any_metadata_is_known_by_its_bytes_and_no_longer_when_its_work_is_deleted()
    {
        var work = await PaintAsync(seed: 12);
        var copy = await ExportAsync(work.Outputs.Single().Id, ExportLevels.Anonymous);
        var answer = await LookAsync(copy);
        Assert.Equal((Verdicts.MadeHere, VerifyMethods.Hash, work.Id), (answer.Verdict, answer.Method, answer.Record!.WorkId!.Value));
        Assert.Null(answer.Credentials);

        Assert.Equal(HttpStatusCode.NoContent, (await app.Client.DeleteAsync($"/api/generations/{work.Id}")).StatusCode);
        await app.InDatabaseAsync(async db => Assert.False(await db.Exports.AnyAsync(e => e.OutputId == work.Outputs.Single().Id)));
        Assert.NotEqual(VerifyMethods.Hash, (await LookAsync(copy)).Method);
    }

    [Fact]
    public async Task What_was_brought_is_not_made_here_because_it_left_again()
    {
        var brought = await (await app.Client.PostAsync("/api/uploads", TestPictures.Form(TestPictures.Png(90, 70)))).ReadAsync<GenerationView>(HttpStatusCode.Created);
        foreach (var level in ExportLevels.All) Assert.Equal(Verdicts.Nothing, (await LookAsync(await ExportAsync(brought.Outputs.Single().Id, level))).Verdict);
        var graph = (await app.Client.GetFromJsonAsync<OutputGraph>($"/api/outputs/{brought.Outputs.Single().Id}/graph", JsonText.Options))!;
        Assert.Equal(3, graph.Nodes.Count(node => node.Kind == GraphNodes.Export));
    }

    [Fact]
    public async Task An_edit_hangs_on_the_very_text_that_it_came_from()
    {
        var story = await app.FinishedAsync((await app.MakeAsync(new { kind = "story", prompt = "a lamp in the snow" })).Id);
        var edit = await (await app.Client.PostAsJsonAsync($"/api/outputs/{story.Outputs.Single().Id}/edits", new { text = "A lamp." })).ReadAsync<GenerationView>(HttpStatusCode.Created);
        foreach (var focus in new[] { story, edit })
        {
            var graph = (await app.Client.GetFromJsonAsync<OutputGraph>($"/api/outputs/{focus.Outputs.Single().Id}/graph", JsonText.Options))!;
            Assert.Equal("Edited by a person", graph.Nodes.Single(node => node.Id == edit.Id.ToString()).Title);
            Assert.Equal(
                [new GraphEdge(story.Outputs.Single().Id.ToString(), edit.Id.ToString(), GraphRelations.EditedBy), new GraphEdge(edit.Outputs.Single().Id.ToString(), edit.Id.ToString(), GraphRelations.MadeBy)],
                graph.Edges.Where(edge => edge.From == edit.Id.ToString() || edge.To == edit.Id.ToString()).OrderBy(edge => edge.Relation));
            var layout = MuseSpark.Client.Outputs.Graph.GraphLayout.Of(graph);
            Assert.Equal((2, "edited", "edits"), (layout.Cards.Count, Assert.Single(layout.Lines).Done, layout.Lines[0].Does));
        }
    }

    [Theory]
    [InlineData("<svg is how a drawing begins.")]
    [InlineData("<?xml is how a letter to a machine begins.")]
    [InlineData("<html> is how a page begins.")]
    public async Task A_text_that_begins_like_another_kind_of_file_leaves_as_the_text_it_is(string text)
    {
        var story = await app.FinishedAsync((await app.MakeAsync(new { kind = "story", prompt = "a lamp in the snow" })).Id);
        var edit = await (await app.Client.PostAsJsonAsync($"/api/outputs/{story.Outputs.Single().Id}/edits", new { text })).ReadAsync<GenerationView>(HttpStatusCode.Created);
        foreach (var level in ExportLevels.All)
        {
            var copy = Encoding.UTF8.GetString(await ExportAsync(edit.Outputs.Single().Id, level));
            Assert.StartsWith(text, copy, StringComparison.Ordinal);
            if (level == ExportLevels.Anonymous) continue;
            var seen = await (await app.Client.PostAsJsonAsync("/api/verify", new { text = copy })).ReadAsync<VerifyView>();
            Assert.Equal((Verdicts.MadeHere, VerifyMethods.Credentials), (seen.Verdict, seen.Method));
        }
    }

    [Fact]
    public async Task Only_the_copy_that_tells_the_prompt_has_it_in_its_name()
    {
        var picture = (await PaintAsync(seed: 14)).Outputs.Single();
        var text = (await app.FinishedAsync((await app.MakeAsync(new { kind = "story", prompt = "hidden words" })).Id)).Outputs.Single();
        foreach (var (output, ending, plain) in new[] { (picture, ".png", "picture.png"), (text, ".txt", "text.txt") })
        {
            Assert.Equal(plain, await NameAsync($"export?level={ExportLevels.Anonymous}"));
            Assert.Equal($"musespark-{output.Sha256[..12]}{ending}", await NameAsync($"export?level={ExportLevels.Credential}"));
            Assert.Equal($"musespark-hidden-words{ending}", await NameAsync($"export?level={ExportLevels.Recipe}"));
            Assert.Equal($"musespark-hidden-words{ending}", await NameAsync("content?download=1"));

            async Task<string?> NameAsync(string copy)
            {
                using var answer = await app.Client.GetAsync($"/api/outputs/{output.Id}/{copy}");
                return answer.Content.Headers.ContentDisposition?.FileNameStar;
            }
        }
    }

    [Fact]
    public async Task Of_a_broken_file_no_copy_is_made_and_the_answer_says_why()
    {
        var output = (await PaintAsync(seed: 13)).Outputs.Single();
        var path = app.Services.GetRequiredService<BlobStore>().Find(output.Sha256)!.FullName;
        await File.WriteAllBytesAsync(path, (await File.ReadAllBytesAsync(path))[..^40]);
        foreach (var level in new[] { ExportLevels.Recipe, ExportLevels.Anonymous })
            Assert.StartsWith("This copy can't be made.", await (await app.Client.GetAsync($"/api/outputs/{output.Id}/export?level={level}")).RefusalAsync(HttpStatusCode.Conflict), StringComparison.Ordinal);
    }

    private async Task<GenerationView> PaintAsync(int seed)
    {
        app.Picture.Shapes = true;
        return await app.FinishedAsync((await app.MakeAsync(new { kind = "picture", prompt = "hidden words", seed })).Id);
    }

    private Task<byte[]> ExportAsync(Guid output, string level) => app.Client.GetByteArrayAsync($"/api/outputs/{output}/export?level={level}");

    private async Task<VerifyView> LookAsync(byte[] file) => await (await app.Client.PostAsync("/api/verify", TestPictures.Form(file))).ReadAsync<VerifyView>();

    private static string Hash(byte[] file) => Convert.ToHexStringLower(SHA256.HashData(file));
}
