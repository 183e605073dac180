using System.Numerics.Tensors;
using System.Text.Json;
using Microsoft.Extensions.AI;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Tests.Packs;
using MuseSpark.Inference.Text.Embedding;

namespace MuseSpark.Inference.Tests.Text.Embedding;

[Collection(NodeCollection.Name)]
public sealed class TextEmbedderTests
{
    private static readonly NodePeer Node = new("transformers");

    private static readonly string[] Texts =
    [
        "a fox in the snow", "", "the owl reads", "Über die Brücke, 2 Füchse", "a", "a lantern, a long and winding road, and behind the hill the sea that nobody had ever seen before",
    ];

    // All of them fit: of a longer text theirs cuts the mark of its end off, too, which the Rust library and ours keep.
    [NpmTheory]
    [InlineData(Pooling.Mean, "mean"), InlineData(Pooling.First, "cls")]
    public async Task Texts_lie_where_transformers_js_puts_them(Pooling pooling, string theirs)
    {
        using var folder = new TinyEncoder(Texts);
        using var embedder = TextEmbedder.Open(folder.Folder, pooling: pooling);
        var ours = await embedder.GenerateAsync(Texts);
        var peers = JsonSerializer.Deserialize<float[][]>(Node.Run("embed.mjs", JsonSerializer.Serialize(new { folder = folder.Folder, pooling = theirs, texts = Texts })))!;
        Assert.Equal(peers.Length, ours.Count);
        for (var i = 0; i < peers.Length; i++)
            Assert.True(TensorPrimitives.Distance(peers[i], ours[i].Vector.Span) < 1e-5, $"'{Texts[i]}' lies {TensorPrimitives.Distance(peers[i], ours[i].Vector.Span)} away.");
    }

    [Fact]
    public async Task Neighbours_of_a_text_do_not_move_it()
    {
        using var folder = new TinyEncoder(Texts);
        using var embedder = TextEmbedder.Open(folder.Folder);
        var together = await embedder.GenerateAsync(Texts);
        for (var i = 0; i < Texts.Length; i++)
        {
            var alone = await embedder.GenerateVectorAsync(Texts[i]);
            Assert.True(TensorPrimitives.Distance(alone.Span, together[i].Vector.Span) < 1e-5);
            Assert.Equal(1, TensorPrimitives.Norm(alone.Span), 1e-5f);
        }
        Assert.Empty(await embedder.GenerateAsync([]));
    }

    [Fact]
    public async Task What_is_longer_than_the_model_reads_is_cut_and_counted_as_it_was_read()
    {
        using var folder = new TinyEncoder(Texts);
        using var embedder = TextEmbedder.Open(folder.Folder);
        var both = await embedder.GenerateAsync([new string('a', 4) + string.Concat(Enumerable.Repeat(" a fox", 100_000)), "aaaa" + string.Concat(Enumerable.Repeat(" a fox", 100))]);
        Assert.Equal(2 * TinyEncoder.Positions, both.Usage?.InputTokenCount);
        Assert.True(TensorPrimitives.Distance(both[0].Vector.Span, both[1].Vector.Span) < 1e-5);
    }

    [Fact]
    public async Task The_folder_says_how_its_model_pools()
    {
        using var folder = new TinyEncoder(Texts, types: false);
        async Task<float[]> EmbedAsync(Pooling? pooling = null)
        {
            using var embedder = TextEmbedder.Open(folder.Folder, pooling: pooling);
            return (await embedder.GenerateVectorAsync("a fox in the snow")).ToArray();
        }
        var (mean, first) = (await EmbedAsync(Pooling.Mean), await EmbedAsync(Pooling.First));
        Assert.NotEqual(mean, first);
        Assert.Equal(mean, await EmbedAsync());

        folder.Pools("""{ "pooling_mode_cls_token": true, "pooling_mode_mean_tokens": false }""", "Transformer", "Pooling", "Normalize");
        Assert.Equal(first, await EmbedAsync());
        folder.Pools("""{ "pooling_mode": "mean" }""", "Transformer", "Pooling");
        var raw = await EmbedAsync();
        Assert.NotEqual(1, TensorPrimitives.Norm<float>(raw), 1e-3f);
        Assert.Equal(1, TensorPrimitives.CosineSimilarity<float>(raw, mean), 1e-5f);
        Assert.Equal(raw, await EmbedAsync(Pooling.Mean));
    }

    [Fact]
    public async Task A_graph_that_ends_with_the_whole_text_is_taken_at_its_word()
    {
        using var folder = new TinyEncoder(Texts, output: "sentence_embedding");
        folder.Pools("""{ "pooling_mode_mean_tokens": true }""", "Transformer", "Pooling", "Dense", "Normalize");
        using var whole = TextEmbedder.Open(folder.Folder);
        using var tokens = new TinyEncoder(Texts, output: "token_embeddings");
        using var first = TextEmbedder.Open(tokens.Folder, pooling: Pooling.First);
        var (wholes, firsts) = (await whole.GenerateVectorAsync("the owl"), await first.GenerateVectorAsync("the owl"));
        Assert.True(TensorPrimitives.Distance(wholes.Span, firsts.Span) < 1e-5);
    }

    [Fact]
    public async Task It_tells_what_it_is_and_gives_no_other_number_of_numbers()
    {
        using var folder = new TinyEncoder(Texts);
        using var embedder = TextEmbedder.Open(folder.Folder);
        var metadata = Assert.IsType<EmbeddingGeneratorMetadata>(embedder.GetService(typeof(EmbeddingGeneratorMetadata)));
        Assert.Equal((Path.GetFileName(folder.Folder), TinyEncoder.Width), (metadata.DefaultModelId, metadata.DefaultModelDimensions));
        Assert.Same(embedder, embedder.GetService(typeof(TextEmbedder)));
        Assert.Null(embedder.GetService(typeof(TextEmbedder), "other"));
        Assert.Contains("16 numbers", (await Assert.ThrowsAsync<ModelException>(() => embedder.GenerateAsync(["a"], new EmbeddingGenerationOptions { Dimensions = 8 }))).Message);
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => embedder.GenerateAsync(["a"], cancellationToken: cancelled.Token));
    }

    [Fact]
    public void What_is_no_encoder_known_here_is_refused_with_its_reason()
    {
        string Refused(Action<TinyEncoder> damage, string? another = null)
        {
            using var folder = new TinyEncoder(Texts, another: another);
            damage(folder);
            return Assert.Throws<ModelException>(() => TextEmbedder.Open(folder.Folder)).Message;
        }
        Assert.Contains("past_key_values.0.key", Refused(_ => { }, another: "past_key_values.0.key"));
        Assert.Contains("a step Dense", Refused(folder => folder.Pools("""{ "pooling_mode_mean_tokens": true }""", "Transformer", "Pooling", "Dense")));
        Assert.Contains("pools its tokens", Refused(folder => folder.Pools("""{ "pooling_mode_max_tokens": true }""", "Transformer", "Pooling")));
        Assert.Contains("pools its tokens", Refused(folder => folder.Pools("""{ "pooling_mode": "lasttoken" }""", "Transformer", "Pooling")));
        Assert.Contains("config.json", Refused(folder => folder.Write("config.json", "[")));
        Assert.Contains("no usable length", Refused(folder => folder.Write("config.json", """{ "model_type": "roberta", "max_position_embeddings": 3, "pad_token_id": 1 }""")));
        Assert.Contains("model.onnx", Refused(folder => File.Delete(Path.Combine(folder.Folder, "onnx", "model.onnx"))));
        Assert.Contains("damaged", Refused(folder => File.WriteAllBytes(Path.Combine(folder.Folder, "onnx", "model.onnx"), new byte[100])));
    }
}
