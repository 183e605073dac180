using MuseSpark.Client.Moderation;

namespace MuseSpark.Web.Tests.Moderation;

public sealed class MarkedWordsTests
{
    [Fact]
    public void Words_are_cut_out_and_the_stronger_of_two_counts()
    {
        // "the big bad wolf": three words of one finding, strongest first, and a second finding over two of them.
        var pieces = MarkedWords.Of("the big bad wolf", [FindingOf((12, 4), (8, 3), (4, 3)), FindingOf((4, 7))]);
        Assert.Equal([("the ", 0), ("big bad", 3), (" ", 0), ("wolf", 3)], pieces.Select(p => (p.Text, p.Strength)));
    }

    [Fact]
    public void Of_three_words_each_is_weaker_than_the_one_before() =>
        Assert.Equal([("a", 3), (" ", 0), ("b", 2), (" ", 0), ("c", 1)], MarkedWords.Of("a b c", [FindingOf((0, 1), (2, 1), (4, 1))]).Select(p => (p.Text, p.Strength)));

    [Theory]
    [InlineData(-3, 4)]
    [InlineData(2, 100)]
    [InlineData(50, 3)]
    [InlineData(0, int.MaxValue)]
    [InlineData(int.MaxValue, 1)]
    public void Places_outside_of_the_text_do_no_harm(int start, int length) =>
        Assert.Equal("short", string.Concat(MarkedWords.Of("short", [FindingOf((start, length))]).Select(p => p.Text)));

    [Fact]
    public void An_empty_text_has_no_pieces() => Assert.Empty(MarkedWords.Of("", [FindingOf((0, 1))]));

    private static Finding FindingOf(params (int Start, int Length)[] words) =>
        new("hate", 0.9, ScreenAction.Hold, "model", "rule", [.. words.Select(w => new FoundWords(w.Start, w.Length))]);
}
