using MuseSpark.Inference.Text;

namespace MuseSpark.Inference.Tests.Text;

public sealed class PromptNounsTests
{
    [Theory]
    [InlineData("a brave fox finds a lantern in a snowy forest", "fox lantern forest")]
    [InlineData("Tell me a story about a penguin who wants to fly", "penguin")]
    [InlineData("a girl named Lena and a tiny dragon", "girl Lena dragon")]
    [InlineData("Max the dog gets lost in the city", "Max dog city")]
    [InlineData("river, boat, frog", "river boat frog")]
    [InlineData("a hippo dances ballet", "hippo ballet")]
    [InlineData("Fatima bakes bread with her aunt", "Fatima bread aunt")]
    [InlineData("my dog Bello and the bone", "dog Bello bone")]
    [InlineData("a tiger without stripes", "tiger stripes")]
    [InlineData("a frog singing in the rain", "frog rain")]
    [InlineData("Please write a story.", "")]
    [InlineData("", "")]
    [InlineData("12 + 30 = ?", "")]
    [InlineData("a funny story about a goat", "goat")]
    [InlineData("a fox and an owl. Don't let Lena in", "fox owl Lena")]
    [InlineData("A FOX FINDS A LANTERN", "FOX LANTERN")]
    [InlineData("a dragon, a lamp and the Dragon", "dragon lamp")]
    [InlineData("a fox who doesn\u2019t sleep", "fox")]
    public void Nouns_and_names_are_told_from_verbs_and_what_describes_them(string prompt, string nouns) =>
        Assert.Equal(nouns, string.Join(' ', PromptNouns.In(prompt)));

    [Theory]
    [InlineData("a brave fox finds a lantern in a snowy forest", "The fox ran home. It was late.", "lantern forest")]
    [InlineData("three mice and a cherry", "A mouse ate the cherries.", "")]
    [InlineData("a mouse in the snow", "The mice made a snowman.", "")]
    [InlineData("a girl named Lena and a tiny dragon", "LENA's dragons sang to every girl.", "")]
    [InlineData("a bear and a pea", "The bear's friends liked the peach.", "pea")]
    [InlineData("an ant", "The elephant was there.", "ant")]
    [InlineData("Please write a story.", "Once there was a fox.", "")]
    [InlineData("a fox", "", "fox")]
    [InlineData("a bedtime story for children about a tiger without stripes and no king", "A tiger slept.", "")]
    [InlineData("bees on the notes", "To be or not to be.", "bees notes")]
    [InlineData("a story about a magic book", "It was a quiet day.", "book")]
    [InlineData("a fox with a happy ending", "The Fox\u2019s den was warm.", "")]
    public void What_a_story_does_not_name_is_missing(string prompt, string story, string missing) =>
        Assert.Equal(missing, string.Join(' ', PromptNouns.Missing(prompt, story)));

    [Fact]
    public void Only_what_a_story_is_drawn_to_hold_can_be_missing()
    {
        var prompt = string.Join(", ", Enumerable.Range(0, 500).Select(i => $"thing{(char)('a' + (i % 26))}{(char)('a' + (i / 26))}"));
        Assert.Equal(WantedWords.MostWords, PromptNouns.Missing(prompt, "Nothing happened.").Count);
    }

    [Fact]
    public void Whatever_is_typed_has_its_own_words_as_nouns()
    {
        var random = new Random(1);
        const string letters = "abzXY ,.'\n\té中0ſ😀-";
        for (var i = 0; i < 2000; i++)
        {
            var prompt = string.Concat(Enumerable.Range(0, random.Next(40)).Select(_ => letters[random.Next(letters.Length)]));
            Assert.All(PromptNouns.In(prompt), noun => Assert.Contains(noun, prompt, StringComparison.Ordinal));
        }
    }
}
