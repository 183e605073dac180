using Microsoft.Extensions.Logging.Abstractions;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Onnx;
using MuseSpark.Inference.Tests.Tokenizers;
using MuseSpark.Inference.Text;
using MuseSpark.Inference.Tokenizers;

namespace MuseSpark.Inference.Tests.Text;

/// <summary>The story model that the app ships with, as the app opens it.</summary>
public sealed class BuiltInTextTests : IAsyncLifetime, IDisposable
{
    private static readonly TextRequest Request = new() { Kind = "story", Prompt = "a brave fox finds a lantern in a snowy forest", Seed = 42, WithScene = true };

    private readonly ModelCatalog _catalog = ModelCatalog.Open([RepositoryFiles.Models], new ModelCatalogOptions(), NullLogger.Instance);
    private ITextModel _model = null!;

    public async Task InitializeAsync()
    {
        var entry = _catalog.Find(null, "story");
        Assert.NotNull(entry);
        _model = (await _catalog.UseTextAsync(entry.Manifest.Id, CancellationToken.None)).Model;
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _catalog.Dispose();

    [Theory]
    [InlineData(1), InlineData(2), InlineData(3)]
    public async Task A_story_has_a_body_of_some_length_and_one_scene_line(ulong seed)
    {
        var (body, scene, last) = await Write(Request with { Seed = seed });
        Assert.InRange(body.Length, 200, 4000);
        Assert.InRange(scene.Trim().Length, 10, 200);
        Assert.DoesNotContain('\n', scene.Trim());
        Assert.Equal(FinishReason.EndOfText, last.Finish);
        Assert.DoesNotContain("<|", body + scene);
        Assert.DoesNotContain('\ufffd', body + scene);
    }

    [Fact]
    public async Task A_long_story_is_longer_than_the_usual_one()
    {
        // 446 and 221 words when this was written.
        async Task<double> Words(string? length)
        {
            var told = await Task.WhenAll(Enumerable.Range(1, 6).Select(seed => Write(Request with { Length = length, Seed = (ulong)seed, Options = new TextOptions { MaxTokens = 900 } })));
            return told.Average(story => story.Body.Split(' ').Length);
        }

        var (usual, broad) = (await Words(null), await Words("long"));
        Assert.True(broad > 1.5 * usual, $"{usual:F0} and {broad:F0} words");
    }

    [Fact]
    public async Task What_a_prompt_names_comes_more_often_where_it_is_held()
    {
        var (without, with) = (await Holding(new TextOptions { Hold = 0, Openings = 1 }), await Holding(new TextOptions { Hold = 5, Openings = 1 }));
        Assert.True(with > without, $"{with} and {without} of 32 stories");
    }

    [Fact]
    public async Task What_a_prompt_names_comes_more_often_where_there_are_beginnings_to_choose_from()
    {
        // Which beginning goes on is settled after 48 tokens.
        var (one, eight) = (await Holding(new TextOptions { Openings = 1, MaxTokens = 100 }), await Holding(new TextOptions { Openings = 8, MaxTokens = 100 }));
        Assert.True(eight > one, $"{eight} and {one} of 32 stories");
    }

    private async Task<int> Holding(TextOptions options)
    {
        // Hardly ever, or never, in what it learned from.
        string[] asked = ["samovar", "monocle", "metronome", "turnstile", "periscope", "gargoyle", "chandelier", "weathervane"];
        var told = await Task.WhenAll(asked.SelectMany(noun => Enumerable.Range(1, 4).Select(async seed =>
            (await Write(Request with { Prompt = $"a boy and a {noun}", Seed = (ulong)seed, WithScene = false, Options = options })).Body.Contains(noun, StringComparison.Ordinal))));
        return told.Count(holds => holds);
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_text_alone_and_in_a_crowd()
    {
        var alone = await Write(Request);
        var crowd = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => Task.Run(() => Write(i < 2 ? Request : Request with { Seed = (ulong)i }))));
        Assert.Equal(alone, crowd[0]);
        Assert.Equal(alone, crowd[1]);
        Assert.NotEqual(alone.Body, crowd[2].Body);
    }

    [Fact]
    public async Task Every_kind_that_it_names_can_be_written()
    {
        foreach (var kind in _model.Manifest.Kinds)
            Assert.NotEqual("", (await Write(Request with { Kind = kind, WithScene = false, Options = new TextOptions { MaxTokens = 40 } })).Body);
    }

    [Fact]
    public void Its_tokenizer_gives_the_ids_of_the_reference()
    {
        var tokenizer = Tokenizer.Open(Path.Combine(_catalog.Find(_model.Manifest.Id, "story")!.Folder, "tokenizer.json"));
        var cases = TokenizerFiles.Read("golden-spark.json")["cases"]!.AsArray();
        Assert.True(cases.Count >= 100);
        Assert.All(cases, c => Assert.Equal(c!["ids"]!.AsArray().GetValues<int>(), tokenizer.Encode((string)c["text"]!)));
    }

    private async Task<(string Body, string Scene, TextPiece Last)> Write(TextRequest request)
    {
        var (body, scene, last) = ("", "", default(TextPiece));
        await foreach (var piece in _model.GenerateAsync(request, CancellationToken.None))
        {
            if (piece.Section == TextSection.Body) body += piece.Text;
            else scene += piece.Text;
            last = piece;
        }
        return (body, scene, last);
    }

    internal static OnnxTextModel OpenBuiltIn()
    {
        var folder = Path.Combine(RepositoryFiles.Models, "spark-text");
        return OnnxTextModel.Open(folder, ManifestReader.Read(folder), new OnnxOptions { Threads = 1 });
    }
}
