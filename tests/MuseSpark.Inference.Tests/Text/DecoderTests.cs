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
        using var decoder = new Decoder(new DecoderGraph(session), TinyModel.Context, CancellationToken.None);
        var tolerance = graphName == "half-precision cache" ? 2e-2 : 2e-4;

        Close(4, decoder.Feed(Tokens.AsSpan(0, 4)));
        Close(5, decoder.Feed(Tokens.AsSpan(4, 1)));
        Close(8, decoder.Feed(Tokens.AsSpan(5, 3)));
        Close(9, decoder.Feed(Tokens.AsSpan(8, 1)));
        Close(10, decoder.Feed(Tokens.AsSpan(9, 1)));

        void Close(int count, ReadOnlySpan<float> logits)
        {
            var expected = TinyModel.Llama.Forward(Tokens[..count]);
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
            using var whole = new Decoder(graph, llama.Context, CancellationToken.None);
            using var oneByOne = new Decoder(graph, llama.Context, CancellationToken.None);
            foreach (var token in tokens[..^1]) oneByOne.Feed([token]);
            var expected = oneByOne.Feed([tokens[^1]]).ToArray();
            var logits = whole.Feed(tokens).ToArray();
            Assert.All(expected.Zip(logits), pair => Assert.Equal(pair.First, pair.Second, 1e-3));
        }
        File.Delete(path);
    }

    [Fact]
    public void A_token_costs_no_managed_memory()
    {
        using var model = new TinyModel();
        using var session = OnnxSession.Open(model.OnnxFile, new OnnxOptions { Threads = 1 });
        using var decoder = new Decoder(new DecoderGraph(session), TinyModel.Context, CancellationToken.None);
        for (var i = 0; i < 20; i++) decoder.Feed([i]);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) decoder.Feed([i]);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1000);
    }
}
