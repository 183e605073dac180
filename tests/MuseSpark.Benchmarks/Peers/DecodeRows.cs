using MuseSpark.Inference.Onnx;

namespace MuseSpark.Benchmarks.Peers;

/// <summary>One text at a time, against other programs and against what memory allows.</summary>
internal static class DecodeRows
{
    private const int Rounds = 3, Prompt = 16, Count = 64;

    /// <summary>The same ONNX file here and in transformers.js, in turn; and beside the memory's speed in the same minute.</summary>
    public static async IAsyncEnumerable<PeerRow> SameFileAsync(PeerModels models, Func<string> node, string builtIn)
    {
        (string Name, string Folder, string Graph, string Dtype)[] files =
        [
            ("the built-in model, float32", builtIn, PeerModels.Float32, "fp32"),
            ("135M, float32", models.Plain, PeerModels.Float32, "fp32"),
            ("135M, 8 bits", models.Plain, PeerModels.Int8, "q8"),
            ("135M in place, float32", models.Grouped, PeerModels.Float32, "fp32"),
            ("135M in place, 8 bits", models.Grouped, PeerModels.Int8, "q8"),
        ];
        foreach (var (name, folder, graph, dtype) in files)
        {
            var (own, options) = await PeerModels.OpenAsync(folder, graph);
            using var _ = own;
            var (peer, why) = PeerReport.TryStart(() => PeerProcess.Start(node(), "text.mjs", folder, dtype));
            using var __ = peer;
            var measured = await InTurnAsync(models, own, peer, isChained: folder != builtIn);
            yield return new($"tokens a second, {name}", measured.Own, "tokens/s", "transformers.js, same file", measured.Peer, 1.3, 2, why ?? measured.Why ?? options);
            // What lies in the processor's cache is not read from memory.
            if (folder == builtIn) continue;
            var most = measured.Bandwidth / PeerModels.BytesPerToken(graph, Prompt + Count / 2);
            yield return new($"share of the memory's speed, {name}", measured.Own, "tokens/s", "what reading allows", most, 0.6, 0.85, $"{measured.Bandwidth / 1e9:f1} GB/s read in the same minute");
        }
    }

    /// <summary>The same weights in 8 bits, as ONNX here and as GGUF in llama.cpp, in turn.</summary>
    public static async Task<PeerRow> LlamaAsync(PeerModels models, Func<string> llama)
    {
        var (own, options) = await PeerModels.OpenAsync(models.Grouped, PeerModels.Int8);
        using var _ = own;
        var (peer, why) = PeerReport.TryStart(() => PeerProcess.Start(llama(), "text.mjs", models.Gguf));
        using var __ = peer;
        var measured = await InTurnAsync(models, own, peer, isChained: true);
        return new("tokens a second, 135M in place, 8 bits", measured.Own, "tokens/s", "llama.cpp, same weights as Q8_0", measured.Peer, 0.8, 1.1, why ?? measured.Why ?? $"{options}; llama.cpp with {measured.Threads}");
    }

    /// <returns>Medians; why a peer has none; with how many threads it said it runs.</returns>
    /// <param name="isChained">Whether the weights give known words, which is checked; the words of the built-in model are not compared.</param>
    private static async Task<(double Own, double? Peer, string? Why, string? Threads, double Bandwidth)> InTurnAsync(PeerModels models, OwnTexts own, PeerProcess? peer, bool isChained)
    {
        List<double> ours = [], theirs = [], bandwidth = [];
        string? why = null, threads = null;
        for (var round = 0; round <= Rounds; round++)
        {
            var chain = WordVocabulary.Chain(100 * round, Prompt + Count);
            var (prompt, expected) = (chain[..Prompt], chain[Prompt..]);
            var cost = await own.WriteAsync(isChained ? OwnTexts.Request(models.Words.Text(prompt), Count) : OwnTexts.Request("a brave fox finds a lantern", Count));
            if (isChained && cost.Text != models.Words.Text(expected)) throw new InvalidOperationException($"Our text is not the one that the weights give: {cost.Text} instead of {models.Words.Text(expected)}");
            System.Text.Json.JsonElement? answer = null;
            try
            {
                if (peer is not null) answer = await peer.AskAsync(new { ids = isChained ? prompt : [1, 4, 300, 301, 302, 303], count = Count });
                if (isChained && answer is { } a && !a.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32()).SequenceEqual(expected))
                    throw new InvalidOperationException("Its text is not the one that the weights give.");
            }
            catch (InvalidOperationException e)
            {
                (peer, answer, why) = (null, null, e.Message);
                theirs.Clear();
            }
            var speed = MemorySpeed.Measure();
            if (round == 0) continue;
            ours.Add(cost.Rate);
            if (answer is { } given)
            {
                theirs.Add(given.GetProperty("rate").GetDouble());
                if (given.TryGetProperty("threads", out var said)) threads = said.GetString();
            }
            bandwidth.Add(speed);
        }
        return (PeerReport.Median(ours), theirs.Count == 0 ? null : PeerReport.Median(theirs), why, threads, PeerReport.Median(bandwidth));
    }
}
