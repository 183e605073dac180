using MuseSpark.Inference.Installing;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Tests.Text.Exports;
using MuseSpark.Inference.Tests.Tokenizers;
using MuseSpark.Inference.Text;
using MuseSpark.Inference.Text.Batching;

namespace MuseSpark.Inference.Tests.Text.Batching;

/// <summary>One Llama as two programs export it: node by node (optimum), and with GroupQueryAttention that shares its cache (onnxruntime-genai).</summary>
public sealed class SharedCacheTests : IDisposable
{
    private static readonly LlamaShape Shape = new(Vocabulary: 1674, Hidden: 64, Layers: 3, Heads: 4, KvHeads: 2, Inner: 96, Context: 640, Theta: 10_000);

    private readonly string _root = Directory.CreateTempSubdirectory("shared").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task A_cache_that_stays_in_place_gives_the_words_of_one_that_is_moved_on()
    {
        var weights = new LlamaWeights(Shape, seed: 4);
        using var plain = await ImportAsync("plain", Path.Combine("onnx", "model.onnx"), path => new LlamaGraph(weights).SavePlain(path), genai: false);
        using var grouped = await ImportAsync("grouped", "model.onnx", path => new LlamaGraph(weights).SaveGrouped(path), genai: true);
        TextRequest[] requests =
        [
            // Longer than the room that a cache begins with; with a prompt of several chunks; and drawn.
            Request("a fox", 400),
            Request(string.Concat(Enumerable.Repeat("Once a brave fox found a lantern in the snow. ", 20)), 60),
            Request("a story of the sea", 60) with { Options = new TextOptions { MaxTokens = 60, Temperature = 1 } },
        ];
        var expected = new List<string>();
        foreach (var request in requests) expected.Add(await WriteAsync(plain, request));
        Assert.All(expected, text => Assert.True(text.Length > 60));

        Assert.Equal(expected[0], await WriteAsync(grouped, requests[0]));
        Assert.Equal(expected, await Task.WhenAll(requests.Select(request => Task.Run(() => WriteAsync(grouped, request)))));
        Assert.Equal((RowLayout.EndAligned, RowLayout.InPlace), (plain.Traits!.Value.Layout, grouped.Traits!.Value.Layout));
        Assert.True(grouped.Traits is { Together: true, CutsFreely: true, KeepsAll: true });

        // What is remembered or guessed goes on in place, too.
        var scoped = requests[1] with { Scope = "here", Lookup = true };
        for (var round = 0; round < 2; round++) Assert.Equal(expected[1], await WriteAsync(grouped, scoped));
    }

    [Theory]
    [InlineData(8)]
    [InlineData(4)]
    public async Task A_model_of_few_bits_writes_in_place_the_words_it_writes_without(int bits)
    {
        var weights = new LlamaWeights(Shape, seed: 5);
        using var model = await ImportAsync($"bits{bits}", "model.onnx", path => new LlamaGraph(weights, bits).SaveGrouped(path), genai: true);
        var alone = await WriteAsync(model, Request("a fox", 80));
        var together = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => WriteAsync(model, Request("a fox", 80)))));
        Assert.All(together, text => Assert.Equal(alone, text));
        Assert.Equal(RowLayout.InPlace, model.Traits!.Value.Layout);
    }

    /// <summary>Its table of positions has a row for each token of the context, and not one more for a guess.</summary>
    [Fact]
    public async Task What_is_guessed_ends_with_the_context()
    {
        // Seven words in turn, so that guesses are long and right up to the end.
        var shape = Shape with { Context = 160 };
        var weights = new LlamaWeights(shape, seed: 6, token => token >= 1596 ? null : token % 7 == 6 ? token - 6 : token + 1);
        using var model = await ImportAsync("turning", "model.onnx", path => new LlamaGraph(weights).SaveGrouped(path), genai: true, shape);
        foreach (var prompt in new[] { "a", "a fox", "a fox and a", "a story of the sea" })
        {
            var pieces = await model.GenerateAsync(Request(prompt, 1000) with { Lookup = true }, CancellationToken.None).ToListAsync();
            Assert.Equal(FinishReason.MaxTokens, pieces[^1].Finish);
            Assert.Equal(await WriteAsync(model, Request(prompt, 1000) with { Lookup = false }), string.Concat(pieces.Select(piece => piece.Text)));
        }
        Assert.Equal(RowLayout.InPlace, model.Traits!.Value.Layout);
    }

    private static TextRequest Request(string prompt, int tokens) =>
        new() { Kind = "story", Prompt = prompt, Seed = 1, Options = new TextOptions { MaxTokens = tokens, Temperature = 0 } };

    private async Task<OnnxTextModel> ImportAsync(string name, string graph, Action<string> save, bool genai, LlamaShape? shape = null)
    {
        var folder = Path.Combine(_root, name);
        LlamaFolder.WriteFiles(folder, shape ?? Shape, File.ReadAllText(TokenizerFiles.Gpt2), endId: 1673, genai);
        save(Path.Combine(folder, graph));
        var installed = await ModelImport.InstallAsync(folder, null, "Apache-2.0", Path.Combine(_root, "models"), Path.Combine(_root, "downloads"), CancellationToken.None);
        return OnnxTextModel.Open(installed, ManifestReader.Read(installed), new() { Threads = 1 });
    }

    private static async Task<string> WriteAsync(OnnxTextModel model, TextRequest request)
    {
        var text = "";
        await foreach (var piece in model.GenerateAsync(request, CancellationToken.None)) text += piece.Text;
        return text;
    }
}
