using System.Globalization;
using System.Text;
using MuseSpark.Inference;
using MuseSpark.Training.Safety;

namespace MuseSpark.Training.Tests.Safety;

public sealed class DisguiseTests
{
    private const string Plain = "They said: bring the weapons to 12 Mill Lane, tonight!";

    public static TheoryData<string> Ways => [.. Disguise.Ways.Select(way => way.Name)];

    [Fact]
    public void The_same_seed_gives_the_same_text_and_another_seed_another()
    {
        Assert.Equal(Disguise.Apply(Plain, new SeededRandom(5)), Disguise.Apply(Plain, new SeededRandom(5)));
        Assert.True(Enumerable.Range(0, 50).Select(seed => Disguise.Apply(Plain, new SeededRandom((ulong)seed))).Distinct().Count() > 45);
    }

    [Fact]
    public void Every_text_with_a_word_is_changed() =>
        Assert.All(Enumerable.Range(0, 500), seed => Assert.NotEqual("run", Disguise.Apply("run", new SeededRandom((ulong)seed))));

    [Theory]
    [InlineData("")]
    [InlineData("no 12 :-) of")]
    [InlineData("🔪🔪 ok?")]
    public void A_text_without_a_word_of_three_letters_stays(string text) => Assert.Equal(text, Disguise.Apply(text, new SeededRandom(1)));

    [Fact]
    public void Numbers_and_short_words_stay() =>
        Assert.All(Enumerable.Range(0, 200), seed => Assert.Contains(" to 12 ", Disguise.Apply(Plain, new SeededRandom((ulong)seed)), StringComparison.Ordinal));

    [Fact]
    public void About_half_of_the_words_are_touched()
    {
        var text = string.Join(' ', Enumerable.Repeat("harbour", 40));
        var touched = Enumerable.Range(0, 100).Average(seed => 40 - Disguise.Apply(text, new SeededRandom((ulong)seed)).Split(' ').Count(word => word == "harbour"));
        Assert.InRange(touched, 18, 26);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void Each_way_makes_whole_characters_and_no_very_long_word(string name)
    {
        var spell = Disguise.Ways.Single(way => way.Name == name).Spell;
        foreach (var word in new[] { "run", "see", "Lighthouse", "größer", "rhythm", "niño", "весна" })
            for (var seed = 0UL; seed < 40; seed++)
            {
                var spelled = spell(word, new SeededRandom(seed));
                Assert.InRange(spelled.Length, 1, word.Length * 4 + 5);
                Assert.DoesNotContain(spelled.EnumerateRunes(), rune => rune == Rune.ReplacementChar);
            }
    }

    [Theory]
    [InlineData("unseen")]
    [InlineData("marked")]
    public void What_was_put_between_the_letters_can_be_taken_out_again(string name) => Assert.All(
        Spelled(name, "murderous"),
        spelled => Assert.Equal("murderous", string.Concat(spelled.Where(c => char.GetUnicodeCategory(c) is not (UnicodeCategory.Format or UnicodeCategory.NonSpacingMark)))));

    [Theory]
    [InlineData("apart")]
    [InlineData("held down")]
    [InlineData("swapped")]
    [InlineData("wavering case")]
    public void The_letters_stay_the_same_ones(string name) => Assert.All(
        Spelled(name, "poison"),
        spelled => Assert.Equal("inops", string.Concat(spelled.ToLowerInvariant().Where(char.IsLetter).Distinct().Order())));

    // Code points from the Unicode charts FF00, 1D400 and 2460.
    [Fact]
    public void Styled_letters_are_those_of_the_charts()
    {
        var seen = Spelled("styled", "Cab").ToHashSet();
        Assert.Contains("\uFF43\uFF41\uFF42", seen);
        Assert.Contains("\U0001D41C\U0001D41A\U0001D41B", seen);
        Assert.Contains("\U0001D68C\U0001D68A\U0001D68B", seen);
        Assert.Contains("\u24D2\u24D0\u24D1", seen);
    }

    [Theory]
    [InlineData("digits", "basil", "8451l", "basil")]
    [InlineData("signs", "cattle", "(@++|e", "cattle")]
    [InlineData("no vowels", "oven", "ovn", "vn")]
    [InlineData("starred", "poison", "p**s*n", "p*ison")]
    [InlineData("by ear", "phone", "fone", "phone")]
    public void Some_spellings_by_hand(string name, string word, string mayBe, string neverIs)
    {
        var seen = Spelled(name, word).ToHashSet();
        Assert.Contains(mayBe, seen);
        Assert.DoesNotContain(neverIs, seen);
    }

    private static IEnumerable<string> Spelled(string name, string word)
    {
        var spell = Disguise.Ways.Single(way => way.Name == name).Spell;
        return Enumerable.Range(0, 120).Select(seed => spell(word, new SeededRandom((ulong)seed)));
    }
}
