using System.Net;
using System.Net.Http.Json;
using System.Text;
using Microsoft.EntityFrameworkCore;
using MuseSpark.Client.Generations;
using MuseSpark.Client.Moderation;
using MuseSpark.Client.Outputs;
using MuseSpark.Client.Outputs.Edits;
using MuseSpark.Client.Verify;
using MuseSpark.Provenance.Assertions;
using MuseSpark.Provenance.Certificates;
using MuseSpark.Provenance.Credentials;
using MuseSpark.Web.Data;
using MuseSpark.Web.Moderation.Screening;
using MuseSpark.Web.Outputs;
using MuseSpark.Web.Provenance.Signing;
using MuseSpark.Web.Tests.Generations;
using MuseSpark.Web.Tests.Harness;
using MuseSpark.Web.Workspaces;

namespace MuseSpark.Web.Tests.Provenance.Edits;

public sealed class EditTestsOnSqlite(SqliteJobsApp app) : EditTests(app), IClassFixture<SqliteJobsApp>;

public sealed class EditTestsOnPostgres(PostgresJobsApp app) : EditTests(app), IClassFixture<PostgresJobsApp>;

/// <summary>A person's version of a text is a work of its own, and says whose words it has.</summary>
public abstract class EditTests(JobsApp app)
{
    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task An_edit_is_a_work_of_its_own_and_the_text_before_stays()
    {
        var story = await StoryAsync();
        var before = story.Outputs.Single();
        var edit = await EditAsync(before, before.Text + "And a red otter.");
        var after = edit.Outputs.Single();
        Assert.Equal((Kinds.Edit, GenerationState.Completed, story.Id, before.Id, story.Prompt), (edit.Kind, edit.State, edit.ParentId, edit.SourceId, edit.Prompt));
        Assert.Empty(edit.Models);
        Assert.Equal(before.Text + "And a red otter.", after.Text);
        Assert.Equal(before.Text, (await app.GetAsync(story.Id))!.Outputs.Single().Text);

        // "Seed 7 tells of a lamp in the snow .": nine words, and four of the person.
        Assert.Equal(4 / 13.0, after.HumanShare!.Value, 12);
        Assert.Equal(0, (await app.GetAsync(story.Id))!.Outputs.Single().HumanShare);
        Assert.Equal(after.HumanShare, (await app.GetAsync(edit.Id))!.Outputs.Single().HumanShare);
        var record = await RecordAsync(after);
        Assert.Null(record.Model);
        Assert.Equal((13, 4, "Scripted text"), (record.Edit!.Words, record.Edit.HumanWords, record.Edit.Model!.Name));
        Assert.Equal([9, 4], record.Edit.Runs);
        Assert.Equal([new ParentRecord("edits", story.Id, before.Id, before.Sha256)], record.Parents);
    }

    [Fact]
    public async Task Editing_an_edit_keeps_whose_words_the_earlier_ones_were()
    {
        var first = (await EditAsync((await StoryAsync()).Outputs.Single(), "Seed 7 tells of a green otter in the snow.")).Outputs.Single();
        var edit = await EditAsync(first, "Seed 7 tells of a green otter in the rain.");
        Assert.Equal((10, 3), ((await RecordAsync(edit.Outputs.Single())).Edit!.Words, (await RecordAsync(edit.Outputs.Single())).Edit!.HumanWords));
        Assert.Equal(first.Id, edit.SourceId);
        var comparison = await ComparisonAsync(edit);
        Assert.Equal(edit.ParentId, comparison.BeforeId);
        Assert.Equal(["same:Seed 7 tells of a green otter in the ", "removed:snow", "added:rain", "same:."], comparison.Pieces.Select(piece => $"{piece.Change}:{piece.Text}"));
    }

    [Fact]
    public async Task The_credentials_of_an_edit_say_what_was_done_and_carry_those_of_every_text_before()
    {
        var story = (await StoryAsync()).Outputs.Single();
        var first = (await EditAsync(story, "A person wrote of a lamp in the snow.")).Outputs.Single();
        var second = (await EditAsync(first, "A person wrote of a lamp in the rain.")).Outputs.Single();
        var trust = await TrustAsync();
        var store = await app.Client.GetByteArrayAsync($"/api/outputs/{second.Id}/credentials");
        var report = CredentialReader.ReadSidecar(store, Encoding.UTF8.GetBytes(second.Text!), trust, Now);
        Assert.Equal(CredentialState.Trusted, report.State);
        Assert.Equal([(await RecordAsync(story)).Manifest, (await RecordAsync(first)).Manifest, (await RecordAsync(second)).Manifest], report.Manifests.Select(manifest => manifest.Label));
        Assert.Equal(["c2pa.opened", "c2pa.edited"], report.Active!.Actions.Select(action => action.Name));
        Assert.Equal(DigitalSourceTypes.CompositeWithTrainedAlgorithmicMedia, report.Active.Actions[1].DigitalSourceType);
        Assert.Equal((Ingredient.ParentOf, report.Manifests[1].Label), (report.Active.Ingredients.Single().Relationship, report.Active.Ingredients.Single().Manifest));
        var counted = report.Active.Assertions.Single(assertion => assertion.Label == "org.musespark.human-words");
        Assert.Equal((9L, 4L), ((long)counted.Cbor!["words"]!, (long)counted.Cbor["human"]!));
        Assert.DoesNotContain("owner@example.org", Encoding.Latin1.GetString(store), StringComparison.Ordinal);

        // The copy that leaves has the whole chain, under its own signature.
        foreach (var level in new[] { ExportLevels.Credential, ExportLevels.Recipe })
        {
            var copy = CredentialReader.Read(await ExportAsync(second, level), trust, Now);
            Assert.Equal((CredentialState.Trusted, 4), (copy.State, copy.Manifests.Count));
            Assert.Equal(level == ExportLevels.Recipe, copy.Active!.Assertions.Any(assertion => assertion.Cbor?.Text("prompt") is not null));
        }
    }

    [Fact]
    public async Task A_chain_that_is_too_long_begins_anew_and_the_record_says_so()
    {
        var text = (await StoryAsync()).Outputs.Single();
        var records = new List<ProvenanceView>();
        for (var i = 0; i <= Origins.MaxManifests; i++) records.Add(await RecordAsync(text = (await EditAsync(text, $"{text.Text} {i}")).Outputs.Single()));
        Assert.Equal([Origins.MaxManifests], records.Select((record, i) => (record, i)).Where(pair => pair.record.OriginsCut).Select(pair => pair.i));
        var store = await app.Client.GetByteArrayAsync($"/api/outputs/{text.Id}/credentials");
        var report = CredentialReader.ReadSidecar(store, Encoding.UTF8.GetBytes(text.Text!), await TrustAsync(), Now);
        Assert.Equal((CredentialState.Trusted, 1), (report.State, report.Manifests.Count));
        Assert.Null(report.Active!.Ingredients.Single().Manifest);
    }

    [Fact]
    public async Task An_edit_is_known_again_by_its_copy_and_by_its_words()
    {
        var edit = await EditAsync((await StoryAsync()).Outputs.Single(), "Once there was a lamp that nobody but this test ever wrote about, and it glowed in the deepest snow of all.");
        foreach (var form in new HttpContent[] { Uploads.TestPictures.Form(await ExportAsync(edit.Outputs.Single(), ExportLevels.Credential), "copy.txt"), JsonContent.Create(new { text = edit.Outputs.Single().Text }) })
        {
            var answer = await (await app.Client.PostAsync("/api/verify", form)).ReadAsync<VerifyView>();
            Assert.Equal((Verdicts.MadeHere, edit.Id, "Scripted text 1", true), (answer.Verdict, answer.Record!.WorkId, answer.Record.Model, answer.Record.Edited));
        }
    }

    [Fact]
    public async Task A_signature_that_was_pasted_along_is_not_part_of_the_words()
    {
        var before = (await StoryAsync()).Outputs.Single();
        var copied = Encoding.UTF8.GetString(await ExportAsync(before, ExportLevels.Credential));
        Assert.Equal(HttpStatusCode.Conflict, (await app.Client.PostAsJsonAsync($"/api/outputs/{before.Id}/edits", new { text = copied })).StatusCode);
        Assert.Equal(before.Text + "More.", (await EditAsync(before, copied + "More.")).Outputs.Single().Text);
    }

    [Fact]
    public async Task What_can_t_be_kept_is_refused_with_a_reason()
    {
        var text = (await StoryAsync()).Outputs.Single();
        async Task<HttpResponseMessage> Post(object body) => await app.Client.PostAsJsonAsync($"/api/outputs/{text.Id}/edits", body);
        Assert.Contains("Nothing was changed", await (await Post(new { text = text.Text })).RefusalAsync(HttpStatusCode.Conflict), StringComparison.Ordinal);
        foreach (var wrong in new[] { "", " \n ", "\u200B", new string('a', EditRequest.MaxLength + 1) })
        {
            using var answer = await Post(new { text = wrong });
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            Assert.Contains("\"text\"", (await answer.Content.ReadAsStringAsync()).ToLowerInvariant(), StringComparison.Ordinal);
        }

        var picture = (await app.FinishedAsync((await app.MakeAsync(new { kind = "picture", prompt = "a lamp" })).Id)).Outputs.Single();
        await (await app.Client.PostAsJsonAsync($"/api/outputs/{picture.Id}/edits", new { text = "x" })).RefusalAsync(HttpStatusCode.BadRequest);
        await (await app.Client.GetAsync($"/api/outputs/{picture.Id}/comparison")).RefusalAsync(HttpStatusCode.NotFound);

        // A person's words are not made again by a model.
        var edit = await EditAsync(text, "Something else.");
        await (await app.Client.PostAsync($"/api/generations/{edit.Id}/retry", null)).RefusalAsync(HttpStatusCode.BadRequest);
        await (await app.Client.PostAsync($"/api/outputs/{edit.Outputs.Single().Id}/reproduce", null)).RefusalAsync(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task What_was_withdrawn_is_neither_edited_nor_shown_beside_its_edit()
    {
        var story = await StoryAsync();
        var edit = await EditAsync(story.Outputs.Single(), "Something else.");
        await app.InDatabaseAsync(db => db.Generations.Where(g => g.Id == story.Id).ExecuteUpdateAsync(set => set.SetProperty(g => g.State, GenerationState.Withdrawn)));
        await (await app.Client.PostAsJsonAsync($"/api/outputs/{story.Outputs.Single().Id}/edits", new { text = "x" })).RefusalAsync(HttpStatusCode.Conflict);
        await (await app.Client.GetAsync($"/api/outputs/{edit.Outputs.Single().Id}/comparison")).RefusalAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task What_a_person_writes_is_screened_and_what_a_reviewer_restricted_makes_no_new_version()
    {
        var story = await StoryAsync();
        var held = await EditAsync(story.Outputs.Single(), "It got worse. [violence 0.99]");
        Assert.Equal(GenerationState.Held, held.State);
        Assert.Empty(held.Outputs);
        await app.InDatabaseAsync(async db =>
        {
            Assert.Equal(Door.Edit, (await db.Cases.SingleAsync(entry => entry.GenerationId == held.Id)).Door);
            await db.Generations.Where(g => g.Id == story.Id).ExecuteUpdateAsync(set => set.SetProperty(g => g.Restriction, CaseDecision.Limit));
        });
        Assert.Contains("A reviewer", await (await app.Client.PostAsJsonAsync($"/api/outputs/{story.Outputs.Single().Id}/edits", new { text = "x" })).RefusalAsync(HttpStatusCode.Conflict), StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_the_text_before_is_deleted_the_edit_stays_with_its_share()
    {
        var story = await StoryAsync();
        var edit = await EditAsync(story.Outputs.Single(), "Seed 7 tells of an otter.");
        Assert.Equal(HttpStatusCode.NoContent, (await app.Client.DeleteAsync($"/api/generations/{story.Id}")).StatusCode);
        var left = (await app.GetAsync(edit.Id))!;
        Assert.Equal((null, null, edit.Outputs.Single().HumanShare), (left.ParentId, left.SourceId, left.Outputs.Single().HumanShare));
        await (await app.Client.GetAsync($"/api/outputs/{left.Outputs.Single().Id}/comparison")).RefusalAsync(HttpStatusCode.NotFound);
        Assert.Equal(2 / 6.0, (await EditAsync(left.Outputs.Single(), "Seed 7 tells of an otter!")).Outputs.Single().HumanShare!.Value, 12);
    }

    [Fact]
    public async Task Nothing_of_another_workspace_is_edited_or_compared()
    {
        var story = await StoryAsync();
        var elsewhere = new Workspace { Id = Guid.CreateVersion7(), Name = "Elsewhere", CreatedAt = DateTime.UnixEpoch };
        var work = Jobs.Draft(elsewhere.Id, app.UserId);
        var text = new Output
        {
            Id = Guid.CreateVersion7(),
            WorkspaceId = elsewhere.Id,
            GenerationId = work.Id,
            Kind = OutputKinds.Text,
            MediaType = "text/plain",
            Text = "A text that is not yours.",
            Sha256 = new string('0', 64),
            CreatedAt = DateTime.UnixEpoch,
        };
        await app.InDatabaseAsync(db =>
        {
            work.State = GenerationState.Completed;
            db.AddRange(elsewhere, work, text);
            return db.SaveChangesAsync();
        });
        // Neither is a work an output.
        foreach (var id in new[] { text.Id, story.Id, Guid.NewGuid() })
        {
            await (await app.Client.PostAsJsonAsync($"/api/outputs/{id}/edits", new { text = "mine" })).RefusalAsync(HttpStatusCode.NotFound);
            await (await app.Client.GetAsync($"/api/outputs/{id}/comparison")).RefusalAsync(HttpStatusCode.NotFound);
        }
    }

    private async Task<GenerationView> StoryAsync() =>
        await app.FinishedAsync((await app.MakeAsync(new { kind = "story", prompt = "a lamp in the snow", seed = 7 })).Id);

    private async Task<GenerationView> EditAsync(OutputView text, string version) =>
        await (await app.Client.PostAsJsonAsync($"/api/outputs/{text.Id}/edits", new { text = version })).ReadAsync<GenerationView>(HttpStatusCode.Created);

    private async Task<ComparisonView> ComparisonAsync(GenerationView edit) =>
        (await app.Client.GetFromJsonAsync<ComparisonView>($"/api/outputs/{edit.Outputs.Single().Id}/comparison", JsonText.Options))!;

    private Task<byte[]> ExportAsync(OutputView output, string level) => app.Client.GetByteArrayAsync($"/api/outputs/{output.Id}/export?level={level}");

    private async Task<TrustList> TrustAsync() => TrustList.FromPem(await app.Client.GetStringAsync($"/credentials/{app.WorkspaceId}/root.pem"));

    private async Task<ProvenanceView> RecordAsync(OutputView output) =>
        (await app.Client.GetFromJsonAsync<ProvenanceView>($"/api/outputs/{output.Id}/provenance", JsonText.Options))!;
}
