using System.Net;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using MuseSpark.Client.Publications;
using MuseSpark.Client.Verify;
using MuseSpark.Inference.Text;
using MuseSpark.Web.Tests.Generations;
using MuseSpark.Web.Tests.Harness;
using MuseSpark.Web.Tests.Uploads;
using SkiaSharp;

namespace MuseSpark.Web.Tests.Publications;

/// <summary>What programs, previews of links and the verifier are told of a published work.</summary>
public sealed partial class PublicPageTests(SqliteJobsApp app) : IClassFixture<SqliteJobsApp>
{
    private const string Hostile = "</title></script><script>alert(1)</script>\" onload=x $& $1 🦊 ж";

    [Fact]
    public async Task The_head_of_a_page_says_what_it_is_and_no_words_break_out_of_it()
    {
        app.Text.Script = Write;
        try
        {
            var page = await PublishedAsync(new { kind = "story", prompt = "a fox", settings = new { withPicture = true } }, new { title = Hostile, altText = Hostile });
            var html = await app.CreateClient().GetStringAsync(page);
            Assert.Single(Regex.Matches(html, "<title>"));
            Assert.Single(Regex.Matches(html, "name=\"description\""));
            Assert.DoesNotContain("<script>alert", html, StringComparison.Ordinal);
            var meta = MetaTag().Matches(html).ToDictionary(tag => tag.Groups[1].Value, tag => WebUtility.HtmlDecode(tag.Groups[2].Value));
            Assert.Equal(Hostile, meta["og:title"]);
            Assert.Equal($"Picture made by AI: {Hostile}", meta["og:image:alt"]);
            Assert.Equal($"Written and painted by AI. {Hostile}", meta["og:description"]);
            Assert.Equal(meta["og:description"], meta["description"]);
            Assert.EndsWith($"/api/public/{page.Split('/')[^1]}/picture", meta["og:image"], StringComparison.Ordinal);
            Assert.Equal("noindex", meta["robots"]);

            using var data = JsonDocument.Parse(Data().Match(html).Groups[1].Value);
            Assert.Equal((Hostile, Hostile), (data.RootElement.GetProperty("name").GetString(), data.RootElement.GetProperty("text").GetString()));
            foreach (var work in new[] { data.RootElement, data.RootElement.GetProperty("image") })
                Assert.Equal("http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia", work.GetProperty("digitalSourceType").GetString());
            Assert.Equal(("CreativeWork", "ImageObject"), (data.RootElement.GetProperty("@type").GetString(), data.RootElement.GetProperty("image").GetProperty("@type").GetString()));
        }
        finally
        {
            app.Text.Script = ScriptedTextModel.Tale;
        }
    }

    [Fact]
    public async Task A_page_that_is_not_there_is_the_client_with_404()
    {
        using var answer = await app.CreateClient().GetAsync("/p/aaaaaaaaaaaaaaaa");
        Assert.Equal((HttpStatusCode.NotFound, "text/html"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        Assert.Contains("blazor.webassembly.js", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_verifier_leads_strangers_to_the_original_only_while_it_is_published()
    {
        using var stranger = app.CreateClient();
        app.Picture.Shapes = true;
        var work = await app.FinishedAsync((await app.MakeAsync(new { kind = "picture", prompt = "hidden words", seed = 505 })).Id);
        using var bitmap = SKBitmap.Decode(await app.Client.GetByteArrayAsync(work.Outputs.Single().Url));
        using var jpeg = bitmap.Encode(SKEncodedImageFormat.Jpeg, 80);
        var before = await LookAsync(jpeg.ToArray());
        Assert.Equal(Verdicts.Recovered, before.Verdict);
        Assert.Equal((null, null), (before.Record!.PublicPage, before.Record.PublicPicture));

        var page = (await (await app.Client.PostAsJsonAsync($"/api/generations/{work.Id}/publication", new { })).ReadAsync<PublicationView>()).Page;
        var during = await LookAsync(jpeg.ToArray());
        Assert.Equal((page, null, null), (during.Record!.PublicPage, during.Record.WorkId, during.Record.OutputId));
        Assert.Equal(HttpStatusCode.OK, (await stranger.GetAsync(during.Record.PublicPicture)).StatusCode);

        await app.Client.DeleteAsync($"/api/generations/{work.Id}/publication");
        Assert.Equal(before.Record, (await LookAsync(jpeg.ToArray())).Record);

        async Task<VerifyView> LookAsync(byte[] file) => await (await stranger.PostAsync("/api/verify", TestPictures.Form(file))).ReadAsync<VerifyView>();
    }

    private async Task<string> PublishedAsync(object request, object publication)
    {
        var work = await app.FinishedAsync((await app.MakeAsync(request)).Id);
        return (await (await app.Client.PostAsJsonAsync($"/api/generations/{work.Id}/publication", publication)).ReadAsync<PublicationView>()).Page;
    }

    private static async IAsyncEnumerable<TextPiece> Write(TextRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield();
        yield return new TextPiece(Hostile, TextSection.Body, 1);
        yield return new TextPiece("a fox", TextSection.Scene, 2);
        yield return new TextPiece("", TextSection.Body, 3, FinishReason.EndOfText);
    }

    [GeneratedRegex("<meta (?:name|property)=\"([^\"]+)\" content=\"([^\"]*)\">")]
    private static partial Regex MetaTag();

    [GeneratedRegex("<script type=\"application/ld\\+json\">(.*?)</script>", RegexOptions.Singleline)]
    private static partial Regex Data();
}

/// <summary>On an app of its own, since it uses up what an address may ask.</summary>
public sealed class PublicLimitTests(SqliteJobsApp app) : IClassFixture<SqliteJobsApp>
{
    [Fact]
    public async Task Who_guesses_addresses_is_told_to_wait()
    {
        using var stranger = app.CreateClient();
        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 151; i++) answers.Add((await stranger.GetAsync($"/api/public/{i}")).StatusCode);
        Assert.Equal(150, answers.Count(status => status == HttpStatusCode.NotFound));
        Assert.Equal(HttpStatusCode.TooManyRequests, (await stranger.GetAsync("/p/1")).StatusCode);
    }
}
