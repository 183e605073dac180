using MuseSpark.Client.Generations;
using MuseSpark.Client.Outputs;
using MuseSpark.Provenance.Certificates;
using MuseSpark.Provenance.Credentials;
using MuseSpark.Provenance.Tests.Credentials;
using MuseSpark.Web.Tests.Generations;
using MuseSpark.Web.Tests.Uploads;
using SkiaSharp;

namespace MuseSpark.Web.Tests.Provenance;

/// <summary>The running app's own files before the reference implementation (c2pa-rs as WebAssembly), with the root that the app publishes.</summary>
public sealed class ReferenceTests(SqliteJobsApp app) : IClassFixture<SqliteJobsApp>
{
    [Fact]
    public async Task What_the_app_keeps_and_exports_is_trusted_and_what_was_changed_is_named_alike()
    {
        var root = await RootAsync();
        var painted = await MadeAsync(new { kind = "picture", prompt = "a lamp", seed = 5 });
        var over = await MadeAsync(new { kind = "picture", prompt = "a lamp at night", sourceId = painted.Outputs[0].Id });
        var brought = await BroughtAsync();
        var overBrought = await MadeAsync(new { kind = "picture", prompt = "a lamp at night", sourceId = brought.Outputs[0].Id });
        var files = new List<(string Name, byte[] File)>();
        foreach (var (name, work) in new[] { ("painted", painted), ("painted over", over), ("painted over a photo", overBrought) })
        {
            files.Add((name, await app.Client.GetByteArrayAsync(work.Outputs[0].Url)));
            foreach (var level in new[] { "credential", "recipe" })
                files.Add(($"{name}, {level}", await app.Client.GetByteArrayAsync($"/api/outputs/{work.Outputs[0].Id}/export?level={level}")));
        }

        // A chain: a story, the picture that illustrates it, what was painted over that, and once more.
        var story = await MadeAsync(new { kind = "story", prompt = "a lamp in the snow", settings = new { withPicture = true } });
        var chain = new List<OutputView> { story.Outputs.Single(output => output.Kind == "picture") };
        for (var i = 0; i < 2; i++) chain.Add((await MadeAsync(new { kind = "picture", prompt = "a lamp by day", sourceId = chain[^1].Id })).Outputs.Single());
        foreach (var (link, manifests) in chain.Zip([2, 3, 4]))
        {
            var recipe = await app.Client.GetByteArrayAsync($"/api/outputs/{link.Id}/export?level=recipe");
            files.Add(($"link {manifests}", await app.Client.GetByteArrayAsync(link.Url)));
            files.Add(($"link {manifests}, recipe", recipe));
            var ours = CredentialReader.Read(recipe, TrustList.FromPem(root), TimeProvider.System.GetUtcNow());
            Assert.Equal((CredentialState.Trusted, manifests + 1), (ours.State, ours.Manifests.Count));
        }

        var verdicts = ReferencePeer.Judge([.. files.Select(file => (file.File, "image/png"))], root);
        Assert.All(files.Zip(verdicts), pair => Assert.True(pair.Second.State == "Trusted" && pair.Second.Failure.Length == 0, $"{pair.First.Name}: {pair.Second.State} {string.Join(' ', pair.Second.Failure)} {pair.Second.Error}"));

        // A bit of the pixels; a letter of what is said; and the same without the root.
        var changed = Flip(files[0].File, files[0].File.Length - 20);
        var rewritten = Flip(files[0].File, files[0].File.AsSpan().IndexOf("Scripted picture"u8));
        var judged = ReferencePeer.Judge([(changed, "image/png"), (rewritten, "image/png")], root);
        foreach (var (file, peer) in new[] { changed, rewritten }.Zip(judged))
        {
            var ours = CredentialReader.Read(file, TrustList.FromPem(root), TimeProvider.System.GetUtcNow());
            Assert.Equal(("Invalid", CredentialState.Invalid), (peer.State, ours.State));
            Assert.Equal(Codes(peer.Failure), Codes(ours.Failures.Select(failure => failure.Code)));
        }
        Assert.Contains("assertion.dataHash.mismatch", judged[0].Failure);
        var unknown = ReferencePeer.Judge(files[0].File, "image/png");
        Assert.Equal("Valid", unknown.State);
        Assert.Empty(unknown.Faults);
    }

    private static string Codes(IEnumerable<string> codes) => string.Join(' ', codes.Distinct().Order());

    private static byte[] Flip(byte[] file, int position)
    {
        var changed = file.ToArray();
        changed[position] ^= 1;
        return changed;
    }

    private async Task<string> RootAsync()
    {
        await MadeAsync(new { kind = "picture", prompt = "the first", seed = 4 });
        return await app.Client.GetStringAsync($"/credentials/{app.WorkspaceId}/root.pem");
    }

    private async Task<GenerationView> BroughtAsync()
    {
        using var answer = await app.Client.PostAsync($"/api/uploads?workspaceId={app.WorkspaceId}", TestPictures.Form(TestPictures.Encode(80, 80, SKEncodedImageFormat.Jpeg), "photo.jpg"));
        return await Harness.Answers.ReadAsync<GenerationView>(answer, System.Net.HttpStatusCode.Created);
    }

    private async Task<GenerationView> MadeAsync(object order)
    {
        app.Picture.Shapes = true;
        var work = await app.FinishedAsync((await app.MakeAsync(order)).Id);
        Assert.Equal(GenerationState.Completed, work.State);
        return work;
    }
}
