using MuseSpark.Inference.Text;
using MuseSpark.Inference.Text.Drafts;

namespace MuseSpark.Inference.Tests.Text.Drafts;

/// <summary>The first of each were told by the built-in model.</summary>
public class PersonRulesTests
{
    [Theory]
    [InlineData("a boy in Lagos builds a kite", "A boy called Lara had a small home in Lagos. She had no money for silk.")]
    [InlineData("a grandmother teaches a girl to bake bread", "Once there was a girl named Ilya who lived in a quiet swamp. His grandmother baked the best bread.")]
    [InlineData("two brothers and one bicycle", "Once there were two brothers, Mirjam and Mirjam.")]
    [InlineData("a letter on an island", "It is about a mermaid and a mermaid on a green island.")]
    public void It_tells_that_persons_are_mixed_up(string prompt, string text)
    {
        Assert.Equal(1, PersonRules.MixedUp(prompt, text));
        var (mixed, clear) = (new Draft(text, "", FinishReason.EndOfText, 0, 0), new Draft("A kite.", "", FinishReason.EndOfText, 0, 0));
        Assert.True(DraftRules.Score("", mixed) < DraftRules.Score("", clear));
    }

    [Theory]
    [InlineData("a knight who would rather read", "A knight lived in a village. When a knight had a birthday, there was only one thing to give.")]
    [InlineData("a mermaid on an island", "A mermaid lived on an island. One day she heard a song. It came from a kind mermaid.")]
    public void Somebody_who_is_new_twice_counts_half(string prompt, string text) => Assert.Equal(0.5, PersonRules.MixedUp(prompt, text));

    [Theory]
    [InlineData("a boy and his kite", "A boy named Tom had a kite. He let it fly, and \"Look at her!\" he cried.")]
    [InlineData("a girl and a dog", "A girl called Ana had a dog. \"He bites,\" she said, and he and his bone went away.")]
    [InlineData("a girl and a dog", "There was a girl. Her dog was big. He was as brave as a girl and braver than a girl can be, for she was a girl.")]
    [InlineData("a fox", "The fox ran and ran, up and up, and Mia and Max came, too. He was a clever fox.")]
    [InlineData("", "")]
    [InlineData("ein Fuchs", "Ein Fuchs und ein Fuchs.")]
    public void What_is_told_well_is_let_pass(string prompt, string text) => Assert.Equal(0, PersonRules.MixedUp(prompt, text));

    [Fact]
    public void Only_the_beginning_says_who_somebody_is()
    {
        var far = string.Concat(Enumerable.Repeat("They went on along the road, and it was a long way. ", 20));
        Assert.Equal(0, PersonRules.MixedUp("a fox", $"A boy named Tom met a fox. {far}She was a fox, and a fox came."));
    }
}
