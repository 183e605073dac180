using Microsoft.EntityFrameworkCore;
using MuseSpark.Client.Generations;
using MuseSpark.Client.Outputs;
using MuseSpark.Client.Workspaces;
using MuseSpark.Web.Tests.Generations;

namespace MuseSpark.Web.Tests.Provenance;

public sealed class TextMarkTestsOnSqlite(SqliteJobsApp app) : TextMarkTests(app), IClassFixture<SqliteJobsApp>;

public sealed class TextMarkTestsOnPostgres(PostgresJobsApp app) : TextMarkTests(app), IClassFixture<PostgresJobsApp>;

/// <summary>What a workspace has chosen for its texts is done, written down, and done again when a text is made again.</summary>
public abstract class TextMarkTests(JobsApp app)
{
    [Theory]
    [InlineData(TextMark.Tournament, "musespark.tournament.1")]
    [InlineData(TextMark.GreenList, "musespark.green.1")]
    [InlineData(TextMark.Off, null)]
    public async Task Texts_are_marked_as_their_workspace_has_chosen(TextMark choice, string? algorithm)
    {
        var asked = new List<bool>();
        app.Text.Script = (request, cancellationToken) =>
        {
            asked.Add(request.Mark is not null);
            return ScriptedTextModel.Tale(request, cancellationToken);
        };
        await ChooseAsync(choice);
        var work = await app.FinishedAsync((await app.MakeAsync(new { kind = "story", prompt = "a lamp" })).Id);
        Assert.Equal(algorithm, (await RecordAsync(work)).TextMark);

        // Another choice since then changes nothing about making it again.
        await ChooseAsync(choice == TextMark.Off ? TextMark.GreenList : TextMark.Off);
        var again = await Harness.Answers.ReadAsync<GenerationView>(await app.Client.PostAsync($"/api/generations/{work.Id}/retry", null), System.Net.HttpStatusCode.Accepted);
        Assert.Equal(algorithm, (await RecordAsync(await app.FinishedAsync(again.Id))).TextMark);
        Assert.Equal([algorithm is not null, algorithm is not null], asked);
        await ChooseAsync(TextMark.Tournament);
    }

    private Task ChooseAsync(TextMark mark) => app.InDatabaseAsync(db =>
        db.Workspaces.Where(w => w.Id == app.WorkspaceId).ExecuteUpdateAsync(set => set.SetProperty(w => w.TextMark, mark)));

    private async Task<ProvenanceView> RecordAsync(GenerationView work) =>
        await Harness.Answers.ReadAsync<ProvenanceView>(await app.Client.GetAsync($"/api/outputs/{work.Outputs[0].Id}/provenance"));
}
