using System.Diagnostics;

namespace MuseSpark.Benchmarks.Peers;

/// <summary>What the engine's own ways bring, each against the same model without, in turn.</summary>
internal static class OwnRows
{
    private const int Rounds = 3, Streams = 8, StoryWords = 1000;

    public static async IAsyncEnumerable<PeerRow> MeasureAsync(PeerModels models)
    {
        var (float32, _) = await PeerModels.OpenAsync(models.Grouped, PeerModels.Float32);
        using (float32)
        {
            yield return await StreamsAsync(models, float32, "135M, float32");
            yield return await RememberedAsync(models, float32, "135M, float32");
            yield return await RewriteAsync(models, float32, "135M, float32");
            yield return await GrowthAsync(models, float32, "135M, float32");
        }
        var (int8, _) = await PeerModels.OpenAsync(models.Grouped, PeerModels.Int8);
        using var __ = int8;
        yield return await RememberedAsync(models, int8, "135M, 8 bits");
        yield return await GrowthAsync(models, int8, "135M, 8 bits");
        foreach (var row in await OutsideAsync(models, int8, "135M, 8 bits")) yield return row;
    }

    private static async Task<PeerRow> StreamsAsync(PeerModels models, OwnTexts model, string name)
    {
        const int count = 40;
        List<double> together = [], serial = [];
        for (var round = 0; round <= 3; round++)
        {
            var requests = Enumerable.Range(0, Streams).Select(i => OwnTexts.Request(models.Words.Text(WordVocabulary.Chain(1000 * i + round, 8 + 4 * (i % 3))), count)).ToArray();
            var start = Stopwatch.GetTimestamp();
            var alone = new List<OwnTexts.Cost>();
            foreach (var request in requests) alone.Add(await model.WriteAsync(request));
            var serialTime = Stopwatch.GetElapsedTime(start).TotalSeconds;
            start = Stopwatch.GetTimestamp();
            var texts = await Task.WhenAll(requests.Select(request => Task.Run(() => model.WriteAsync(request))));
            var togetherTime = Stopwatch.GetElapsedTime(start).TotalSeconds;
            if (texts.Zip(alone).Any(pair => pair.First.Text != pair.Second.Text || pair.First.Tokens != count)) throw new InvalidOperationException("Together the texts are others.");
            if (round == 0) continue;
            together.Add(Streams * count / togetherTime);
            serial.Add(Streams * count / serialTime);
        }
        return new($"{Streams} texts together, {name}", PeerReport.Median(together), "tokens/s", "one after the other", PeerReport.Median(serial), 3, 5);
    }

    /// <summary>A story of a thousand words goes on, each time by a sentence of somebody's own.</summary>
    private static async Task<PeerRow> RememberedAsync(PeerModels models, OwnTexts model, string name)
    {
        List<double> remembered = [], anew = [];
        var story = models.Words.Text(WordVocabulary.Chain(5, StoryWords));
        for (var round = 0; round <= Rounds; round++)
        {
            var request = OwnTexts.Request(story + models.Words.Text(WordVocabulary.Chain(3000 + 40 * round, 16)), 1, "continue");
            var with = await model.WriteAsync(request with { Scope = "here" });
            var without = await model.WriteAsync(request);
            if (with.Text != without.Text) throw new InvalidOperationException("With what was remembered the text is another one.");
            if (round == 0) continue;
            remembered.Add(with.FirstMs);
            anew.Add(without.FirstMs);
        }
        return new($"first token, a story of {StoryWords} tokens continued, {name}", PeerReport.Median(remembered), "ms", "nothing remembered", PeerReport.Median(anew), 8, 20);
    }

    /// <summary>Writes a text anew in which one word in ten was another.</summary>
    private static async Task<PeerRow> RewriteAsync(PeerModels models, OwnTexts model, string name)
    {
        const int words = 200;
        List<double> guessed = [], plain = [];
        for (var round = 0; round <= Rounds; round++)
        {
            var chain = WordVocabulary.Chain(7000 * round + 11, words);
            // By chance, since changes at equal distances would suit guesses of a certain length.
            var chance = new Random(round);
            int[] changed = [.. chain.Select((word, i) => chance.Next(10) == 0 ? WordVocabulary.Chain(50 * i + round, 1)[0] : word)];
            var request = OwnTexts.Request(models.Words.Text(changed) + models.Words.Text(chain[..3]), words - 3, "rewrite");
            var with = await model.WriteAsync(request with { Lookup = true });
            var without = await model.WriteAsync(request);
            if (with.Text != without.Text || with.Text != models.Words.Text(chain[3..])) throw new InvalidOperationException("The text with guesses is another one.");
            if (round == 0) continue;
            guessed.Add(with.Rate);
            plain.Add(without.Rate);
        }
        return new($"a text written anew, one word in ten changed, {name}", PeerReport.Median(guessed), "tokens/s", "without guesses", PeerReport.Median(plain), 1.5, 2.5);
    }

    private static async Task<PeerRow> GrowthAsync(PeerModels models, OwnTexts model, string name)
    {
        const int span = 32;
        List<double> early = [], late = [];
        for (var round = 0; round <= Rounds; round++)
        {
            async Task<double> RateAtAsync(int context) =>
                (await model.WriteAsync(OwnTexts.Request(models.Words.Text(WordVocabulary.Chain(9, context - span)), span, "continue") with { Scope = "growth" })).Rate;
            var (at128, at2048) = (await RateAtAsync(128), await RateAtAsync(2048));
            if (round == 0) continue;
            early.Add(at128);
            late.Add(at2048);
        }
        return new($"at 2,048 tokens of context, {name}", PeerReport.Median(late), "tokens/s", "at 128 tokens", PeerReport.Median(early), 0.6, 0.8);
    }

    private static async Task<IReadOnlyList<PeerRow>> OutsideAsync(PeerModels models, OwnTexts model, string name)
    {
        List<double> outside = [], bytes = [];
        for (var round = 0; round <= Rounds; round++)
        {
            var cost = await model.WriteAsync(OwnTexts.Request(models.Words.Text(WordVocabulary.Chain(round, 16)), 200));
            if (round == 0) continue;
            outside.Add(cost.OutsideShare);
            bytes.Add(cost.BytesPerToken);
        }
        return
        [
            new($"outside ONNX Runtime, a token, {name}", PeerReport.Median(outside), "% of time", "nothing", 0, 5, 2),
            new($"managed memory a token, {name}", PeerReport.Median(bytes), "bytes", "nothing", 0, 200, 0, "the text itself included"),
        ];
    }
}
