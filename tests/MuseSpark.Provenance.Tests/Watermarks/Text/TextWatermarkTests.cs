using System.Security.Cryptography;
using CsCheck;
using MuseSpark.Provenance.Watermarks.Text;

namespace MuseSpark.Provenance.Tests.Watermarks.Text;

/// <summary>Texts from a source that knows 50 words with falling chances, marked and read.</summary>
public class TextWatermarkTests
{
    private const int Words = 50;

    private static readonly byte[] Key = SHA256.HashData("one"u8), OtherKey = SHA256.HashData("other"u8);
    private static readonly int[] Ids = [.. Enumerable.Range(0, Words)];

    public static TheoryData<ITextMark> Marks => [new TournamentMark(), new GreenListMark()];

    private static List<int> Write(TextWatermark? watermark, int seed, int length, bool repeating = false)
    {
        var random = new Random(seed);
        var writer = watermark?.Begin((ulong)seed);
        var written = new List<int>();
        var chances = new float[Words];
        while (written.Count < length)
        {
            for (var i = 0; i < Words; i++) chances[i] = 1f / (repeating && i > 0 ? 1e9f : i + 1);
            writer?.Apply(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(written), Ids, chances);
            var left = random.NextDouble() * chances.Sum();
            var id = 0;
            while (id < Words - 1 && (left -= chances[id]) >= 0) id++;
            written.Add(id);
        }
        return written;
    }

    [Theory, MemberData(nameof(Marks))]
    public void A_marked_text_is_recognised_and_only_with_its_key(ITextMark mark)
    {
        var watermark = new TextWatermark(Key, mark);
        for (var seed = 0; seed < 20; seed++)
        {
            var text = Write(watermark, seed, 200);
            var reading = watermark.Read([.. text]);
            Assert.Equal(TextMarkVerdict.Marked, reading.Verdict);
            Assert.InRange(reading.P, 0, TextWatermark.MarkedLevel);
            Assert.NotEqual(TextMarkVerdict.Marked, new TextWatermark(OtherKey, mark).Read([.. text]).Verdict);
        }
    }

    [Theory, MemberData(nameof(Marks))]
    public void An_unmarked_text_is_not(ITextMark mark)
    {
        var watermark = new TextWatermark(Key, mark);
        var readings = Enumerable.Range(0, 60).Select(seed => watermark.Read([.. Write(null, seed, 1200)])).ToList();
        Assert.DoesNotContain(readings, r => r.Verdict == TextMarkVerdict.Marked);
        Assert.True(readings.Count(r => r.Verdict == TextMarkVerdict.NotMarked) > 55);
    }

    [Theory, MemberData(nameof(Marks))]
    public void What_is_too_short_is_inconclusive(ITextMark mark)
    {
        var watermark = new TextWatermark(Key, mark);
        for (var length = 0; length <= 8; length++)
        {
            var reading = watermark.Read([.. Write(null, 1, length)]);
            Assert.Equal((length, Math.Max(0, length - 4), TextMarkVerdict.Inconclusive), (reading.Tokens, reading.Scored, reading.Verdict));
        }
        Assert.Equal(new TextMarkReading(0, 0, 0, 1, TextMarkVerdict.Inconclusive), watermark.Read([]));
    }

    [Theory, MemberData(nameof(Marks))]
    public void The_mark_survives_when_a_part_is_cut_out(ITextMark mark)
    {
        var watermark = new TextWatermark(Key, mark);
        var text = Write(watermark, 5, 400);
        Assert.Equal(TextMarkVerdict.Marked, watermark.Read([.. text[100..300]]).Verdict);
        Assert.Equal(TextMarkVerdict.Marked, watermark.Read([.. Write(null, 6, 50), .. text, .. Write(null, 7, 50)]).Verdict);
    }

    [Fact]
    public void The_same_seed_gives_the_same_marked_text()
    {
        var watermark = new TextWatermark(Key, new TournamentMark());
        Assert.Equal(Write(watermark, 9, 100), Write(watermark, 9, 100));
        Assert.NotEqual(Write(watermark, 9, 100), Write(null, 9, 100));
        Assert.NotEqual(Write(watermark, 9, 100), Write(new TextWatermark(OtherKey, new TournamentMark()), 9, 100));
    }

    [Theory, MemberData(nameof(Marks))]
    public void A_context_that_comes_again_is_neither_marked_nor_counted(ITextMark mark)
    {
        var watermark = new TextWatermark(Key, mark);
        var writer = watermark.Begin(1);
        float[] even = [.. Ids.Select(_ => 1f)], first = [.. even], again = [.. even];
        writer.Apply([.. Ids, 1, 2, 3, 4], Ids, first);
        writer.Apply([.. Ids, 6, 6, 1, 2, 3, 4], Ids, again);
        Assert.NotEqual(even, first);
        Assert.Equal(even, again);

        int[] loop = [.. Enumerable.Range(0, 900).Select(i => i % 9)];
        Assert.Equal(9, watermark.Read(loop).Scored);
        Assert.Equal(TextMarkVerdict.Inconclusive, watermark.Read(loop).Verdict);
        Assert.Equal(1, watermark.Read([.. Write(watermark, 3, 300, repeating: true)]).Scored);
    }

    [Fact]
    public void The_first_four_tokens_are_left_alone()
    {
        var writer = new TextWatermark(Key, new TournamentMark()).Begin(1);
        float[] chances = [1, 2, 3];
        writer.Apply(Ids.AsSpan(0, 4 - 1), [7, 8, 9], chances);
        Assert.Equal([1, 2, 3], chances);
        writer.Apply(Ids.AsSpan(0, 4), [7, 8, 9], chances);
        Assert.NotEqual([1, 2, 3], chances);
    }

    /// <summary>Nine words of ten are certain: only who knows which can see the mark in the tenth.</summary>
    [Fact]
    public void Knowing_where_there_was_a_choice_finds_what_is_hidden_among_certain_words()
    {
        var watermark = new TextWatermark(Key, new TournamentMark());
        var (blind, knowing) = (0, 0);
        for (var seed = 1; seed <= 20; seed++)
        {
            var random = new Random(seed);
            var writer = watermark.Begin((ulong)seed);
            var written = new List<int>();
            while (written.Count < 400)
            {
                float[] chances = [.. Ids.Select(_ => 1f)];
                int[] ids = written.Count % 10 == 0 ? Ids : [1000 + written.Count];
                writer.Apply([.. written], ids, chances.AsSpan(0, ids.Length));
                var left = random.NextDouble() * chances.Take(ids.Length).Sum();
                var chosen = 0;
                while (chosen < ids.Length - 1 && (left -= chances[chosen]) >= 0) chosen++;
                written.Add(ids[chosen]);
            }
            float[] choice = [.. Enumerable.Range(0, 400).Select(i => i % 10 == 0 ? 0.98f : 0)];
            if (watermark.Read([.. written]).P < 1e-6) blind++;
            if (watermark.Read([.. written], choice).P < 1e-6) knowing++;
        }
        Assert.Equal(20, knowing);
        Assert.True(blind < knowing);
    }

    [Fact]
    public void Choices_that_are_no_numbers_count_as_none_and_too_few_are_refused()
    {
        var watermark = new TextWatermark(Key, new TournamentMark());
        int[] text = [.. Write(watermark, 2, 100)];
        Assert.Equal(1, watermark.Read(text, [.. text.Select(_ => float.NaN)]).P);
        Assert.Equal(1, watermark.Read(text, [.. text.Select(_ => -1f)]).P);
        Assert.Equal(watermark.Read(text), watermark.Read(text, [.. text.Select(_ => float.PositiveInfinity)]));
        Assert.Contains("100 tokens", Assert.Throws<ArgumentException>(() => watermark.Read(text, [1])).Message);
    }

    [Fact]
    public void Other_seeds_are_marked_with_other_variants_of_the_key()
    {
        var watermark = new TextWatermark(Key, new TournamentMark());
        var marked = new HashSet<string>();
        for (var seed = 0UL; seed < 200; seed++)
        {
            float[] chances = [.. Ids.Select(_ => 1f)];
            watermark.Begin(seed).Apply([1, 2, 3, 4], Ids, chances);
            marked.Add(string.Join(' ', chances));
        }
        Assert.Equal(TextWatermark.Variants, marked.Count);
    }

    [Fact]
    public void Any_numbers_are_read_without_a_fault() =>
        Gen.Int.Array[0, 300].Sample(tokens => new TextWatermark(Key, new TournamentMark()).Read(tokens) is { P: >= 0 and <= 1 }, iter: 500);

    [Theory]
    [InlineData(0), InlineData(16), InlineData(33)]
    public void A_key_of_another_length_is_refused(int length) =>
        Assert.Contains("32 bytes", Assert.Throws<ArgumentException>(() => new TextWatermark(new byte[length], new GreenListMark())).Message);

    [Fact]
    public void A_token_allocates_nothing()
    {
        var writer = new TextWatermark(Key, new TournamentMark()).Begin(1);
        int[] written = [.. Ids];
        var chances = new float[Words];
        Array.Fill(chances, 1);
        writer.Apply(written, Ids, chances);
        // What a token costs shows every time; what the runtime takes for itself now and then does not.
        Assert.Equal(0, Enumerable.Range(1, 5).Min(round =>
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 100; i++)
            {
                written[^1] = 100 * round + i;
                writer.Apply(written, Ids, chances);
            }
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }));
    }
}
