using Microsoft.ML.OnnxRuntime.Tensors;
using MuseSpark.Inference.Onnx;
using MuseSpark.Inference.Text;
using MuseSpark.Inference.Text.Batching;

namespace MuseSpark.Inference.Tests.Text;

public class DecoderTests
{
    private static readonly OnnxRun Run = new(CancellationToken.None);

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
        var graph = new DecoderGraph(session);
        using var decoder = new Decoder(graph, TinyModel.Context);
        using var row = KvRows.Empty(graph.Cache, RowLayout.EndAligned);
        var tolerance = graphName == "half-precision cache" ? 2e-2 : 2e-4;

        foreach (var to in new[] { 4, 5, 8, 9, 10 })
        {
            decoder.Run(row, Tokens.AsSpan(row.LengthOf(0), to - row.LengthOf(0)), Run);
            var expected = TinyModel.Llama.Forward(Tokens[..to]);
            var logits = decoder.Logits(0);
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
            using Decoder whole = new(graph, llama.Context), oneByOne = new(graph, llama.Context);
            using KvRows chunked = KvRows.Empty(graph.Cache, RowLayout.EndAligned), single = KvRows.Empty(graph.Cache, RowLayout.EndAligned);
            foreach (var token in tokens) oneByOne.Run(single, [token], Run);
            whole.Feed(chunked, tokens, Run);
            Assert.All(oneByOne.Logits(0).ToArray().Zip(whole.Logits(0).ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-3));
        }
        File.Delete(path);
    }

    [Fact]
    public void A_token_costs_no_managed_memory()
    {
        using var model = new TinyModel();
        using var session = OnnxSession.Open(model.OnnxFile, new OnnxOptions { Threads = 1 });
        var graph = new DecoderGraph(session);
        using var decoder = new Decoder(graph, TinyModel.Context);
        // What a token costs shows every time; what the runtime takes for itself now and then does not.
        var least = Enumerable.Range(0, 5).Min(_ =>
        {
            using var row = KvRows.Empty(graph.Cache, RowLayout.EndAligned);
            for (var i = 0; i < 20; i++) decoder.Run(row, [i], Run);
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 100; i++) decoder.Run(row, [i], Run);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        });
        // The mask of columns may grow.
        Assert.InRange(least, 0, 1000);
    }
}
