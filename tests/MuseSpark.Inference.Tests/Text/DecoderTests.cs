using Microsoft.ML.OnnxRuntime.Tensors;
using MuseSpark.Inference.Onnx;
using MuseSpark.Inference.Text;

namespace MuseSpark.Inference.Tests.Text;

public class DecoderTests
{
    private static readonly int[] Tokens = [300, 5, 1200, 77, 41, 1673, 0, 555, 300, 9];

    public static TheoryData<string> Graphs => ["plain", "half-precision cache", "own positions", "last logits only"];

    private static TinyLlamaGraph Vary(TinyLlamaGraph graph, string name) => name switch
    {
        "half-precision cache" => graph with { CacheType = TensorElementType.Float16 },
        "own positions" => graph with { DeclaresPositions = false },
        "last logits only" => graph with { LastLogitsOnly = true },
        _ => graph,
    };

    [Theory, MemberData(nameof(Graphs))]
    public void Logits_are_those_of_the_forward_pass_written_out(string graphName)
    {
        using var model = new TinyModel(g => Vary(g, graphName));
        using var session = OnnxSession.Open(model.OnnxFile);
        using var decoder = new Decoder(new DecoderGraph(session), 1, TinyModel.Context, CancellationToken.None);
        var tolerance = graphName == "half-precision cache" ? 2e-2 : 2e-4;

        foreach (var to in new[] { 4, 5, 8, 9, 10 })
        {
            decoder.Feed(Tokens.AsSpan(decoder.Position, to - decoder.Position));
            var expected = TinyModel.Llama.Forward(Tokens[..to]);
            var logits = decoder.Logits(0);
            for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], logits[i], tolerance);
        }
    }

    [Theory, MemberData(nameof(Graphs))]
    public void Rows_that_go_different_ways_get_the_logits_they_would_get_alone(string graphName)
    {
        using var model = new TinyModel(g => Vary(g, graphName));
        using var session = OnnxSession.Open(model.OnnxFile);
        using var decoder = new Decoder(new DecoderGraph(session), 3, TinyModel.Context, CancellationToken.None);
        var tolerance = graphName == "half-precision cache" ? 2e-2 : 2e-4;
        int[][] ways = [[7, 300], [41, 41], [1673, 2]];

        decoder.Feed(Tokens);
        for (var step = 0; step < 2; step++) decoder.FeedEach([.. ways.Select(way => way[step])]);
        for (var row = 0; row < 3; row++)
        {
            var expected = TinyModel.Llama.Forward([.. Tokens, .. ways[row]]);
            var logits = decoder.Logits(row);
            for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], logits[i], tolerance);
        }
    }

    [Fact]
    public void A_long_prompt_is_fed_in_chunks_with_the_same_result()
    {
        var llama = new TinyLlama(vocabulary: 50, context: 2 * Decoder.ChunkSize);
        var path = Path.GetTempFileName();
        File.WriteAllBytes(path, new TinyLlamaGraph(llama).ToOnnx());
        var tokens = Enumerable.Range(0, Decoder.ChunkSize + 44).Select(i => i * 7 % 50).ToArray();
        using (var session = OnnxSession.Open(path))
        {
            var graph = new DecoderGraph(session);
            using var whole = new Decoder(graph, 1, llama.Context, CancellationToken.None);
            using var oneByOne = new Decoder(graph, 1, llama.Context, CancellationToken.None);
            foreach (var token in tokens[..^1]) oneByOne.Feed([token]);
            oneByOne.Feed([tokens[^1]]);
            whole.Feed(tokens);
            Assert.All(oneByOne.Logits(0).ToArray().Zip(whole.Logits(0).ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-3));
        }
        File.Delete(path);
    }

    [Fact]
    public void A_token_costs_no_managed_memory()
    {
        using var model = new TinyModel();
        using var session = OnnxSession.Open(model.OnnxFile, new OnnxOptions { Threads = 1 });
        using var decoder = new Decoder(new DecoderGraph(session), 1, TinyModel.Context, CancellationToken.None);
        for (var i = 0; i < 20; i++) decoder.Feed([i]);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) decoder.Feed([i]);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1000);
    }
}
