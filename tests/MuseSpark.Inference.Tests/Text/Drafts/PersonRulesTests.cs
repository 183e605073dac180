using MuseSpark.Inference.Text;
using MuseSpark.Inference.Text.Drafts;

namespace MuseSpark.Inference.Tests.Text.Drafts;

public class PersonRulesTests
{
    private static Draft DraftOf(string text) => new(text, "", FinishReason.EndOfText, 0, 0);

    /// <remarks>The first three are from stories of the built-in model.</remarks>
    [Theory]
    [InlineData("A boy called Lara had a small home in Lagos. \"The highest kite wins!\" said the poster. She had no money for silk.")]
    [InlineData("Once there was a girl named Ilya who lived in a quiet swamp. His grandmother baked the best bread.")]
    [InlineData("Once there were two brothers, Mirjam and Mirjam.")]
    [InlineData("A mermaid and a mermaid lived on a green island.")]
    [InlineData("There was a boy named Tom, and she was small. He was a friend of the girl.")]
    public void It_tells_that_persons_are_mixed_up(string text)
    {
        Assert.Equal(1, PersonRules.MixedUp(text));
        Assert.Equal(1, DraftRules.Best("", [DraftOf(text), DraftOf("A kite.")]));
    }

    [Fact]
    public void It_costs_half_of_what_the_prompt_names()
    {
        var mixed = DraftOf("Once there were two brothers, Ben and Ben. They had a kite.");
        Assert.Equal(0, DraftRules.Best("brothers, kite", [mixed, DraftOf("Once there was a fox.")]));
        Assert.Equal(1, DraftRules.Best("brothers, kite", [mixed, DraftOf("Once there were two brothers, Ben and Tom. They had a kite.")]));
    }

    [Theory]
    [InlineData("A boy named Tom had a kite. He let it fly, and \"Look at her!\" he cried.")]
    [InlineData("A girl named Linnea fed her frog. He lived under the bed.")]
    [InlineData("A boy named Pedro saw her, and he waved.")]
    [InlineData("Mia had a brother named Ben. She loved him.")]
    [InlineData("An old woman had a son named Jack. She was poor.")]
    [InlineData("A boy named Tom sat by the sea. \"She is late")]
    [InlineData("\u201CA girl named Ana?\u201D he asked. \u201CHe and a he and")]
    [InlineData("She opened a box and the box was empty. She ran and ran, up and up, and Mia and Max came.")]
    [InlineData("")]
    public void What_is_told_well_is_let_pass(string text) => Assert.Equal(0, PersonRules.MixedUp(text));

    [Fact]
    public void Only_the_beginning_says_who_somebody_is()
    {
        var far = string.Concat(Enumerable.Repeat("They went on along the road, and it was a long way. ", 8));
        Assert.Equal(0, PersonRules.MixedUp($"A boy named Tom met a fox. {far}She was tired, and Ben and Ben came."));
    }
}
