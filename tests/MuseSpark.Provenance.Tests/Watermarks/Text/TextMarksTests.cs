using CsCheck;
using MuseSpark.Provenance.Watermarks.Text;

namespace MuseSpark.Provenance.Tests.Watermarks.Text;

/// <summary>The two ways to favour tokens, over numbers drawn at random.</summary>
public class TextMarksTests
{
    private static readonly float[] Chances = [0.4f, 0.25f, 0.15f, 0.1f, 0.06f, 0.03f, 0.01f];

    /// <summary>Two tokens, one round: of two drawn tokens the one with a 1 goes on, a coin decides between equals.</summary>
    [Theory]
    [InlineData(1, 0, 0.75 * 0.75 + 2 * 0.75 * 0.25)]
    [InlineData(0, 1, 0.75 * 0.75)]
    [InlineData(1, 1, 0.75)]
    public void One_round_is_a_match_of_two(ulong first, ulong second, double expected)
    {
        float[] chances = [3, 1];
        // All later rounds are drawn: both bits are equal.
        new TournamentMark().Favour([first, second], chances);
        Assert.Equal(expected, chances[0], 1e-6);
    }

    [Fact]
    public void Over_all_keys_a_tournament_leaves_the_chances_as_they_are()
    {
        const int keys = 200_000;
        var random = new Random(3);
        var means = new double[Chances.Length];
        var squares = new double[Chances.Length];
        var draws = new ulong[Chances.Length];
        for (var key = 0; key < keys; key++)
        {
            for (var i = 0; i < draws.Length; i++) draws[i] = (ulong)random.NextInt64(long.MinValue, long.MaxValue);
            float[] marked = [.. Chances];
            new TournamentMark().Favour(draws, marked);
            for (var i = 0; i < marked.Length; i++) (means[i], squares[i]) = (means[i] + marked[i] / keys, squares[i] + marked[i] * marked[i] / (double)keys);
        }
        for (var i = 0; i < Chances.Length; i++)
        {
            // Four standard errors of the mean.
            var error = Math.Sqrt((squares[i] - means[i] * means[i]) / keys);
            Assert.InRange(means[i], Chances[i] - 4 * error, Chances[i] + 4 * error);
        }
    }

    [Fact]
    public void A_tournament_keeps_the_whole_and_invents_nothing() =>
        Gen.Select(Gen.Float[0, 5].Array[1, 60], Gen.ULong.Array[60]).Where((chances, _) => chances.Sum() > 0.01f).Sample((chances, draws) =>
        {
            float[] marked = [.. chances];
            new TournamentMark().Favour(draws.AsSpan(0, chances.Length), marked);
            return Math.Abs(marked.Sum() - 1) < 1e-3
                && marked.Zip(chances).All(p => p.First >= 0 && (p.Second > 0 || p.First == 0));
        }, iter: 2000);

    [Fact]
    public void A_single_candidate_stays_certain()
    {
        float[] chances = [0.3f];
        new TournamentMark().Favour([ulong.MaxValue], chances);
        Assert.Equal(1, chances[0], 1e-6);
    }

    [Fact]
    public void Green_tokens_get_e_squared_times_the_chance()
    {
        float[] chances = [1, 1];
        new GreenListMark().Favour([0, 1UL << 62], chances);
        Assert.Equal([7.389056f, 1], chances);
    }

    public static TheoryData<ITextMark> Marks => [new TournamentMark(), new GreenListMark()];

    /// <summary>Of unmarked texts a share of p has evidence of p, so the false positives are what they are said to be.</summary>
    [Theory, MemberData(nameof(Marks))]
    public void Evidence_of_unmarked_text_is_as_rare_as_it_says(ITextMark mark)
    {
        const int texts = 20_000;
        var random = new Random(7);
        var draws = new ulong[60];
        // Some tokens count for much and some for nothing.
        float[] choice = [.. Enumerable.Range(0, 60).Select(i => i % 6 / 5f)];
        var counts = new int[3];
        double[] levels = [0.1, 0.01, 0.001];
        for (var text = 0; text < texts; text++)
        {
            for (var i = 0; i < draws.Length; i++) draws[i] = (ulong)random.NextInt64(long.MinValue, long.MaxValue);
            var p = mark.Weigh(draws, choice).P;
            for (var i = 0; i < levels.Length; i++)
                if (p <= levels[i]) counts[i]++;
        }
        // Never more than the level and four standard errors; exact tails of few tries may be less.
        Assert.All(counts.Zip(levels), c => Assert.InRange(c.First, 0, texts * c.Second + 4 * Math.Sqrt(texts * c.Second)));
        Assert.True(counts[0] > texts * 0.03);
    }
}
