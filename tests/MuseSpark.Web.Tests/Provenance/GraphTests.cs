using System.Net;
using System.Net.Http.Json;
using MuseSpark.Client.Generations;
using MuseSpark.Client.Moderation;
using MuseSpark.Client.Outputs;
using MuseSpark.Web.Data;
using MuseSpark.Web.Generations;
using MuseSpark.Web.Outputs;
using MuseSpark.Web.Provenance.Graph;
using MuseSpark.Web.Tests.Generations;
using MuseSpark.Web.Tests.Harness;
using MuseSpark.Web.Tests.Uploads;
using MuseSpark.Web.Workspaces;

namespace MuseSpark.Web.Tests.Provenance;

public sealed class GraphTestsOnSqlite(SqliteJobsApp app) : GraphTests(app), IClassFixture<SqliteJobsApp>;

public sealed class GraphTestsOnPostgres(PostgresJobsApp app) : GraphTests(app), IClassFixture<PostgresJobsApp>;

/// <summary>What a work was made from, and what was made from it.</summary>
public abstract class GraphTests(JobsApp app)
{
    [Fact]
    public async Task A_picture_from_outside_leads_to_what_was_painted_over_it_and_to_what_is_said_of_that()
    {
        var brought = await (await app.Client.PostAsync("/api/uploads", TestPictures.Form(TestPictures.Png(100, 50), "my holiday.png"))).ReadAsync<GenerationView>(HttpStatusCode.Created);
        var upload = brought.Outputs.Single();
        var painted = await MadeAsync(new { kind = "picture", prompt = "a fox on the beach", sourceId = upload.Id });
        var picture = painted.Outputs.Single();
        var said = await MadeAsync(new { kind = "caption", sourceId = picture.Id });
        var caption = said.Outputs.Single();

        // From each of the three the way leads to the other two.
        foreach (var focus in new[] { upload, picture, caption })
        {
            var graph = await GraphAsync(focus.Id);
            Assert.Equal((focus.Id.ToString(), false), (graph.Focus, graph.Cut));
            Assert.Equal(
                [(GraphNodes.Upload, "my holiday", brought.Id), (GraphNodes.Generation, "Picture", painted.Id), (GraphNodes.Output, "a fox on the beach", painted.Id),
                    (GraphNodes.Generation, "Describe", said.Id), (GraphNodes.Output, caption.Text!, said.Id)],
                graph.Nodes.Where(node => node.WorkId is not null).Select(node => (node.Kind, node.Title, node.WorkId!.Value)));
            Assert.Equal(
                Sorted([Edge(painted.Id, $"prompt-{painted.Id}", GraphRelations.AskedWith), Edge(said.Id, $"prompt-{said.Id}", GraphRelations.AskedWith),
                    Edge(picture.Id, painted.Id, GraphRelations.MadeBy), Edge(picture.Id, "model-scripted-picture", GraphRelations.MadeBy), Edge(caption.Id, said.Id, GraphRelations.MadeBy),
                    Edge(caption.Id, "model-scripted-picture", GraphRelations.MadeBy), Edge(upload.Id, painted.Id, GraphRelations.EditedBy),
                    Edge(picture.Id, said.Id, GraphRelations.DescribedBy)]),
                Sorted(graph.Edges));
        }

        var shown = (await GraphAsync(picture.Id)).Nodes.Single(node => node.Id == picture.Id.ToString());
        Assert.Equal(HttpStatusCode.OK, (await app.Client.GetAsync(shown.ThumbnailUrl)).StatusCode);
    }

    [Fact]
    public async Task A_story_is_illustrated_by_a_picture_from_which_another_starts()
    {
        var story = await MadeAsync(new { kind = "story", prompt = "a lamp in the snow", settings = new { withPicture = true } });
        var (text, illustration) = (story.Outputs.Single(output => output.Kind == "text"), story.Outputs.Single(output => output.Kind == "picture"));
        var painted = await MadeAsync(new { kind = "picture", prompt = "the same lamp in summer", sourceId = illustration.Id });
        var graph = await GraphAsync(painted.Outputs.Single().Id);
        Assert.Contains(Edge(text.Id, illustration.Id, GraphRelations.IllustratedBy), graph.Edges);
        Assert.Contains(Edge(text.Id, "model-scripted-text", GraphRelations.MadeBy), graph.Edges);
        Assert.Contains(Edge(illustration.Id, painted.Id, GraphRelations.EditedBy), graph.Edges);
        Assert.Equal("Story with picture", graph.Nodes.Single(node => node.Id == story.Id.ToString()).Title);
    }

    [Fact]
    public async Task Variations_go_on_from_a_work_and_repetitions_share_its_prompt()
    {
        var first = await MadeAsync(new { kind = "picture", prompt = "a well", seed = 4 });
        var variation = await MadeAsync(new { kind = "picture", prompt = "a well", seed = 5, parentId = first.Id });
        var again = await (await app.Client.PostAsync($"/api/generations/{first.Id}/retry", null)).ReadAsync<GenerationView>(HttpStatusCode.Accepted);
        await app.FinishedAsync(again.Id);
        var graph = await GraphAsync(first.Outputs.Single().Id);
        Assert.Contains(Edge(variation.Id, first.Id, GraphRelations.DerivedFrom), graph.Edges);
        Assert.Contains(Edge(again.Id, first.Id, GraphRelations.Repeats), graph.Edges);
        Assert.Equal("a well", Assert.Single(graph.Nodes, node => node.Kind == GraphNodes.Prompt).Title);

        // A sister is neither an origin nor a result.
        Assert.DoesNotContain((await GraphAsync(variation.Outputs.Single().Id)).Nodes, node => node.WorkId == again.Id);
    }

    [Fact]
    public async Task What_was_withdrawn_is_not_shown()
    {
        var withdrawn = Row(app.WorkspaceId, null, GenerationState.Withdrawn);
        var output = TextOf(withdrawn);
        await StoreAsync([withdrawn, output]);
        var graph = await GraphAsync(output.Id);
        Assert.Equal(withdrawn.Id.ToString(), graph.Focus);
        Assert.DoesNotContain(graph.Nodes, node => node.Kind == GraphNodes.Output);
    }

    [Fact]
    public async Task The_prompt_of_what_is_hidden_from_others_is_not_shown()
    {
        var shown = Row(app.WorkspaceId);
        var hidden = Row(app.WorkspaceId);
        hidden.Restriction = CaseDecision.Hide;
        Output seen = TextOf(shown), kept = TextOf(hidden);
        await StoreAsync([shown, hidden, seen, kept]);
        Assert.Contains((await GraphAsync(seen.Id)).Nodes, node => node.Kind == GraphNodes.Prompt);
        Assert.DoesNotContain((await GraphAsync(kept.Id)).Nodes, node => node.Kind == GraphNodes.Prompt);
    }

    [Fact]
    public async Task Nothing_of_another_workspace_is_found()
    {
        var elsewhere = new Workspace { Id = Guid.CreateVersion7(), Name = "Elsewhere", CreatedAt = DateTime.UnixEpoch };
        var work = Row(elsewhere.Id);
        var output = TextOf(work);
        await StoreAsync([elsewhere, work, output]);
        foreach (var id in new[] { output.Id, work.Id, Guid.NewGuid() })
            Assert.Equal(HttpStatusCode.NotFound, (await app.Client.GetAsync($"/api/outputs/{id}/graph")).StatusCode);
    }

    [Fact]
    public async Task A_work_with_a_great_many_results_is_cut_at_the_bound_and_says_so()
    {
        var root = Row(app.WorkspaceId);
        var output = TextOf(root);
        var children = Enumerable.Range(0, 250).Select(_ => Row(app.WorkspaceId, root.Id)).ToList();
        await StoreAsync([root, output, .. children]);
        var graph = await GraphAsync(output.Id);
        Assert.True(graph.Cut);
        Assert.InRange(graph.Nodes.Count, 60, GraphWalk.MaxNodes);
        Assert.All(graph.Edges, edge => Assert.True(graph.Nodes.Any(node => node.Id == edge.From) && graph.Nodes.Any(node => node.Id == edge.To)));
    }

    [Theory]
    [InlineData(GraphWalk.MaxDepth, false)]
    [InlineData(GraphWalk.MaxDepth + 1, true)]
    public async Task A_chain_is_followed_as_far_as_the_bound(int steps, bool cut)
    {
        var chain = new List<Generation> { Row(app.WorkspaceId) };
        for (var i = 0; i < steps; i++) chain.Add(Row(app.WorkspaceId, chain[^1].Id));
        Output first = TextOf(chain[0]), last = TextOf(chain[^1]);
        await StoreAsync([.. chain, first, last]);
        foreach (var end in new[] { first, last })
        {
            var graph = await GraphAsync(end.Id);
            Assert.Equal((cut, GraphWalk.MaxDepth + 1), (graph.Cut, graph.Nodes.Count(node => node.Kind == GraphNodes.Generation)));
        }
    }

    private static GraphEdge Edge(Guid from, object to, string relation) => new(from.ToString(), to.ToString()!, relation);

    private static IEnumerable<GraphEdge> Sorted(IEnumerable<GraphEdge> edges) => edges.OrderBy(edge => edge.From).ThenBy(edge => edge.To).ToList();

    private async Task<GenerationView> MadeAsync(object request)
    {
        var done = await app.FinishedAsync((await app.MakeAsync(request)).Id);
        Assert.Equal(GenerationState.Completed, done.State);
        return done;
    }

    private async Task<OutputGraph> GraphAsync(Guid output) =>
        (await app.Client.GetFromJsonAsync<OutputGraph>($"/api/outputs/{output}/graph", JsonText.Options))!;

    private Task StoreAsync(IEnumerable<object> rows) => app.InDatabaseAsync(db =>
    {
        db.AddRange(rows);
        return db.SaveChangesAsync();
    });

    private Generation Row(Guid workspace, Guid? parent = null, GenerationState state = GenerationState.Completed) => new()
    {
        Id = Guid.CreateVersion7(),
        WorkspaceId = workspace,
        UserId = app.UserId,
        Kind = Kinds.Story,
        Mode = Modes.Instant,
        Prompt = "a chain of stories",
        TextModel = "scripted-text",
        Settings = new GenerationSettings(),
        ParentId = parent,
        State = state,
        CreatedAt = DateTime.UnixEpoch,
    };

    private static Output TextOf(Generation work) => new()
    {
        Id = Guid.CreateVersion7(),
        WorkspaceId = work.WorkspaceId,
        GenerationId = work.Id,
        Kind = OutputKinds.Text,
        MediaType = "text/plain",
        Text = "Once.",
        Sha256 = new string('0', 64),
        CreatedAt = DateTime.UnixEpoch,
    };
}
