using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using MuseSpark.Client.Generations;
using MuseSpark.Client.Publications;
using MuseSpark.Client.Users;
using MuseSpark.Web.Data;
using MuseSpark.Web.Tests.Generations;
using MuseSpark.Web.Tests.Harness;
using MuseSpark.Web.Tests.Uploads;

namespace MuseSpark.Web.Tests.Publications;

public sealed class PublicationTestsOnSqlite(SqliteJobsApp app) : PublicationTests(app), IClassFixture<SqliteJobsApp>;

public sealed class PublicationTestsOnPostgres(PostgresJobsApp app) : PublicationTests(app), IClassFixture<PostgresJobsApp>;

/// <summary>What becomes public, how much of it, and that it ends.</summary>
public abstract class PublicationTests(JobsApp app)
{
    [Fact]
    public async Task Of_a_text_that_a_person_edited_everybody_sees_how_much_is_theirs_and_which_model_wrote_the_rest()
    {
        using var stranger = app.CreateClient();
        var story = await MadeAsync(new { kind = "story", prompt = "a lamp in the snow", seed = 7 });
        var edit = await (await app.Client.PostAsJsonAsync($"/api/outputs/{story.Outputs[0].Id}/edits", new { text = "Seed 7 tells of otters." })).ReadAsync<GenerationView>(HttpStatusCode.Created);
        var seen = await SeeAsync(stranger, await PublishAsync(edit.Id, new { }));
        Assert.Equal(("Seed 7 tells of otters.", 0.2), (seen.Text, seen.HumanShare));
        Assert.Equal("http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia", seen.DigitalSourceType);
        Assert.Equal("Scripted text", seen.Models.Single().Name);
    }

    [Fact]
    public async Task A_story_is_seen_by_everybody_until_it_is_taken_back()
    {
        using var stranger = app.CreateClient();
        var work = await MadeAsync(new { kind = "story", prompt = "a lamp in the snow", settings = new { withPicture = true } });
        Assert.Null(work.Published);
        var published = await PublishAsync(work.Id, new { });
        Assert.Matches("^/p/[a-z2-9]{16}$", published.Page);
        Assert.Equal(published.Page, (await app.GetAsync(work.Id))!.Published!.Page);

        var seen = await SeeAsync(stranger, published);
        Assert.Equal(("A story", work.Outputs[0].Text, 0.0), (seen.Title, seen.Text, seen.HumanShare));
        Assert.Equal(["Scripted text", "Scripted picture"], seen.Models.Select(model => model.Name));
        Assert.Equal("http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia", seen.DigitalSourceType);
        Assert.StartsWith(work.Outputs[0].Text!, await stranger.GetStringAsync(seen.TextUrl), StringComparison.Ordinal);

        var picture = await stranger.GetAsync(seen.Picture!.Url);
        Assert.Equal(await app.Client.GetByteArrayAsync(work.Outputs[1].Url), await picture.Content.ReadAsByteArrayAsync());
        Assert.Equal(("no-cache", "noindex"), (picture.Headers.CacheControl!.ToString(), picture.Headers.GetValues("X-Robots-Tag").Single()));
        Assert.Equal(HttpStatusCode.NotModified, (await AgainAsync(stranger, seen.Picture.Url, picture.Headers.ETag!)).StatusCode);

        Assert.Equal(HttpStatusCode.NoContent, (await app.Client.DeleteAsync($"/api/generations/{work.Id}/publication")).StatusCode);
        Assert.Null((await app.GetAsync(work.Id))!.Published);
        foreach (var address in new[] { ApiOf(published), seen.TextUrl!, seen.Picture.Url, published.Page })
            Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync(address)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await AgainAsync(stranger, seen.Picture.Url, picture.Headers.ETag!)).StatusCode);
        Assert.NotEqual(published.Page, (await PublishAsync(work.Id, new { })).Page);
    }

    [Fact]
    public async Task Nothing_of_the_words_asked_for_or_of_persons_is_told_unless_it_was_ticked()
    {
        using var stranger = app.CreateClient();
        var me = (await app.Client.GetFromJsonAsync<SessionView>("/api/session", JsonText.Options))!.User!;
        var work = await MadeAsync(new { kind = "picture", prompt = "hidden otter words" });
        var published = await PublishAsync(work.Id, new { });
        var told = await EverythingAsync(stranger, published);
        foreach (var secret in new[] { "otter", me.DisplayName, me.Email, $"{me.Id}", $"{app.WorkspaceId}", $"{work.Id}", $"{work.Outputs[0].Id}" })
            Assert.DoesNotContain(secret, told, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Picture made by AI", told, StringComparison.Ordinal);

        var open = await PublishAsync(work.Id, new { showsPrompt = true, showsName = true });
        Assert.Equal(published.Page, open.Page);
        var seen = await SeeAsync(stranger, open);
        Assert.Equal((work.Prompt, work.Prompt, me.DisplayName), (seen.Title, seen.Prompt, seen.PublishedBy));
        Assert.Equal("Picture made by AI from the words: hidden otter words", seen.Picture!.AltText);

        await PublishAsync(work.Id, new { title = "  By \n the river ", altText = "An otter on a stone" });
        seen = await SeeAsync(stranger, open);
        Assert.Equal(("By the river", null, null, "Picture made by AI: An otter on a stone"), (seen.Title, seen.Prompt, seen.PublishedBy, seen.Picture!.AltText));
    }

    [Fact]
    public async Task Only_what_was_finished_here_can_be_published_and_what_is_withdrawn_later_is_hidden()
    {
        using var stranger = app.CreateClient();
        var upload = await (await app.Client.PostAsync("/api/uploads", TestPictures.Form(TestPictures.Png(8, 8)))).ReadAsync<GenerationView>(HttpStatusCode.Created);
        Assert.Contains("brought from outside", await (await app.Client.PostAsJsonAsync(PublicationOf(upload.Id), new { })).RefusalAsync(HttpStatusCode.Conflict), StringComparison.Ordinal);

        var work = await MadeAsync(new { kind = "poem", prompt = "a lamp" });
        var published = await PublishAsync(work.Id, new { });
        foreach (var state in new[] { GenerationState.Withdrawn, GenerationState.Held, GenerationState.Running, GenerationState.Failed, GenerationState.Cancelled })
        {
            await app.InDatabaseAsync(db => db.Generations.Where(g => g.Id == work.Id).ExecuteUpdateAsync(set => set.SetProperty(g => g.State, state)));
            Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync(ApiOf(published))).StatusCode);
            Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync(published.Page)).StatusCode);
            Assert.Contains(state == GenerationState.Withdrawn ? "was withdrawn" : "not finished", await (await app.Client.PostAsJsonAsync(PublicationOf(work.Id), new { })).RefusalAsync(HttpStatusCode.Conflict), StringComparison.Ordinal);
        }

        await app.InDatabaseAsync(db => db.Generations.Where(g => g.Id == work.Id).ExecuteUpdateAsync(set => set.SetProperty(g => g.State, GenerationState.Completed)));
        Assert.Equal(HttpStatusCode.OK, (await stranger.GetAsync(ApiOf(published))).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await app.Client.DeleteAsync($"/api/generations/{work.Id}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync(ApiOf(published))).StatusCode);
    }

    [Fact]
    public async Task Two_who_publish_at_once_get_one_address_and_too_long_words_are_refused()
    {
        var work = await MadeAsync(new { kind = "poem", prompt = "a lamp" });
        var pages = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => PublishAsync(work.Id, new { })));
        Assert.Single(pages.Select(page => page.Page).Distinct());
        foreach (object tooLong in new object[] { new { title = new string('a', 121) }, new { altText = new string('a', 501) } })
            await (await app.Client.PostAsJsonAsync(PublicationOf(work.Id), tooLong)).RefusalAsync(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_picture_that_was_painted_over_another_says_so()
    {
        using var stranger = app.CreateClient();
        var first = await MadeAsync(new { kind = "picture", prompt = "a hill" });
        var second = await MadeAsync(new { kind = "picture", prompt = "a hill at night", sourceId = first.Outputs[0].Id });
        await app.Client.DeleteAsync($"/api/generations/{first.Id}");
        var seen = await SeeAsync(stranger, await PublishAsync(second.Id, new { }));
        Assert.EndsWith("/compositeWithTrainedAlgorithmicMedia", seen.Picture!.DigitalSourceType, StringComparison.Ordinal);
        Assert.Equal(seen.Picture.DigitalSourceType, seen.DigitalSourceType);
    }

    private async Task<GenerationView> MadeAsync(object request) => await app.FinishedAsync((await app.MakeAsync(request)).Id);

    private async Task<PublicationView> PublishAsync(Guid work, object request) => await (await app.Client.PostAsJsonAsync(PublicationOf(work), request)).ReadAsync<PublicationView>();

    private static async Task<PublishedWork> SeeAsync(HttpClient client, PublicationView published) => await (await client.GetAsync(ApiOf(published))).ReadAsync<PublishedWork>();

    private static async Task<HttpResponseMessage> AgainAsync(HttpClient client, string address, EntityTagHeaderValue tag)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address) { Headers = { IfNoneMatch = { tag } } };
        return await client.SendAsync(request);
    }

    /// <summary>Every byte and header that is public of a picture, as one string.</summary>
    private static async Task<string> EverythingAsync(HttpClient client, PublicationView published)
    {
        var all = "";
        foreach (var address in new[] { ApiOf(published), $"{ApiOf(published)}/picture?download=true", published.Page })
        {
            using var answer = await client.GetAsync(address);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            all += $"{answer.Headers}{answer.Content.Headers}{System.Text.Encoding.Latin1.GetString(await answer.Content.ReadAsByteArrayAsync())}";
        }

        return all;
    }

    private static string PublicationOf(Guid work) => $"/api/generations/{work}/publication";

    private static string ApiOf(PublicationView published) => $"/api/public/{published.Page.Split('/')[^1]}";
}
