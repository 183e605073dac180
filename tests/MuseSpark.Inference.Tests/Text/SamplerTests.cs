using CsCheck;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Text;

namespace MuseSpark.Inference.Tests.Text;

public class SamplerTests
{
    private static readonly float[] Logits = [1.5f, -0.5f, 3.2f, 0.1f, 2.9f, -4f, 0.7f, 2.1f];
    private static readonly SamplerSettings Off = new(100, Temperature: 1, TopK: 0, TopP: 1, MinP: 0, RepetitionPenalty: 1);

    private static int Draw(float[] logits, SamplerSettings settings, SeededRandom random) =>
        Sampler.Draw([.. logits], new int[logits.Length], new ulong[logits.Length], settings, random);

    /// <summary>What the settings keep of softmax(logits / T), from the definitions and by sorting everything.</summary>
    private static double[] Distribution(float[] logits, SamplerSettings s)
    {
        var p = logits.Select(x => Math.Exp(x / s.Temperature)).ToArray();
        var order = Enumerable.Range(0, p.Length).OrderByDescending(i => p[i]).ToList();
        if (s.TopK > 0) order = order[..Math.Min(s.TopK, order.Count)];
        var (total, sum, kept) = (order.Sum(i => p[i]), 0.0, new List<int>());
        foreach (var i in order)
        {
            if (kept.Count > 0 && sum >= s.TopP * total) break;
            kept.Add(i);
            sum += p[i];
        }
        kept.RemoveAll(i => p[i] < s.MinP * p[order[0]]);
        return [.. p.Select((x, i) => kept.Contains(i) ? x / kept.Sum(k => p[k]) : 0)];
    }

    public static TheoryData<float, int, float, float> Settings => new()
    {
        { 1, 0, 1, 0 }, { 0.7f, 0, 1, 0 }, { 2, 0, 1, 0 }, { 1, 3, 1, 0 }, { 1, 1, 1, 0 }, { 1, 100, 1, 0 },
        { 1, 0, 0.8f, 0 }, { 1, 0, 0.01f, 0 }, { 1, 0, 1, 0.3f }, { 1, 0, 1, 1 }, { 0.9f, 5, 0.9f, 0.1f },
    };

    [Theory, MemberData(nameof(Settings))]
    public void Draws_follow_the_distribution_that_the_settings_define(float temperature, int topK, float topP, float minP)
    {
        var settings = Off with { Temperature = temperature, TopK = topK, TopP = topP, MinP = minP };
        var expected = Distribution(Logits, settings);
        var random = new SeededRandom(2024);
        const int draws = 40_000;
        var counts = new int[Logits.Length];
        for (var i = 0; i < draws; i++) counts[Draw(Logits, settings, random)]++;

        Assert.All(counts.Zip(expected), pair => Assert.False(pair.Second == 0 && pair.First > 0));
        // Chi-square with at most 7 degrees of freedom: above 24.3 once in a thousand; the seed is fixed.
        var chi2 = counts.Zip(expected).Where(p => p.Second > 0).Sum(p => Math.Pow(p.First - p.Second * draws, 2) / (p.Second * draws));
        Assert.True(chi2 < 24.3, $"chi-square {chi2}");
    }

    [Fact]
    public void Temperature_zero_takes_the_likeliest_and_of_equals_the_first()
    {
        Assert.Equal(2, Draw(Logits, Off with { Temperature = 0 }, new SeededRandom(1)));
        Assert.Equal(1, Draw([0, 5, 5, 5], Off with { Temperature = 0 }, new SeededRandom(1)));
    }

    [Fact]
    public void Of_equal_logits_top_k_keeps_the_lowest_ids() =>
        Gen.Int[1, 60].Sample(k =>
        {
            var flat = new float[60];
            var random = new SeededRandom((ulong)k);
            return Enumerable.Range(0, 200).All(_ => Draw(flat, Off with { TopK = k }, random) < k);
        }, iter: 60);

    [Fact]
    public void A_drawn_token_is_always_one_that_the_settings_keep() =>
        Gen.Select(Gen.Int[-160, 160].Select(i => i / 8f).Array[1, 200], Gen.Int[0, 220], Gen.Float[0.01f, 1], Gen.Float[0, 1], Gen.Float[0.05f, 2], Gen.ULong)
            .Sample((logits, k, topP, minP, temperature, seed) =>
            {
                var settings = Off with { TopK = k, TopP = topP, MinP = minP, Temperature = temperature };
                var id = Draw(logits, settings, new SeededRandom(seed));
                // A little room where a probability lies right at a limit: the sampler computes in single precision.
                var room = settings with { TopP = Math.Min(1, topP + 1e-4f), MinP = Math.Max(0, minP - 1e-4f) };
                return Distribution(logits, room)[id] > 0;
            }, iter: 2000);

    [Fact]
    public void The_penalty_makes_seen_tokens_less_likely_whatever_their_sign()
    {
        float[] logits = [2, -2, 1];
        Penalties.Repetition(logits, [0, 1], 1.25f);
        Assert.Equal([1.6f, -2.5f, 1], logits);
    }

    [Fact]
    public void Numbers_that_are_none_are_reported()
    {
        Assert.Throws<ModelException>(() => Draw([1, float.NaN, 2], Off, new SeededRandom(1)));
        Assert.Throws<ModelException>(() => Draw([float.NegativeInfinity, float.NegativeInfinity], Off, new SeededRandom(1)));
        Assert.Throws<ModelException>(() => Draw([1, float.PositiveInfinity], Off, new SeededRandom(1)));
    }

    public static TheoryData<TextOptions> BadOptions =>
    [
        new() { MaxTokens = 0 }, new() { MaxTokens = -5 }, new() { Temperature = -0.1f }, new() { Temperature = 2.1f }, new() { Temperature = float.NaN },
        new() { TopK = -1 }, new() { TopP = 0 }, new() { TopP = 1.01f }, new() { TopP = float.NaN }, new() { MinP = -0.1f }, new() { MinP = 1.1f },
        new() { RepetitionPenalty = 0.9f }, new() { RepetitionPenalty = float.PositiveInfinity }, new() { Stop = [.. "123456789".Select(c => c.ToString())] },
    ];

    [Theory, MemberData(nameof(BadOptions))]
    public void A_setting_out_of_range_is_refused_with_a_sentence(TextOptions options) =>
        Assert.EndsWith(".", Assert.Throws<ModelException>(() => SamplerSettings.From(options, new ModelDefaults())).Message);
}
