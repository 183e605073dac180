using MuseSpark.Training.Corpus;
using MuseSpark.Training.Text;

namespace MuseSpark.Training.Tests.Text;

public sealed class SequenceTests
{
    // Every byte is a token of its own.
    private static readonly BytePairTokenizer Bytes = new([]);

    private static string[] Controls(Document document) =>
        [.. Sequence.From(document, Bytes).Tokens.Where(token => token < SpecialTokens.All.Length).Select(token => SpecialTokens.All[token])];

    private static string Rather(int number) => $"Story {number}.".PadRight(180, 'a');

    [Fact]
    public void A_long_story_always_says_that_it_is_long() =>
        Assert.Equal(["<|bos|>", "<|story|>", "<|long|>", "<|text|>", "<|eos|>"], Controls(new Document("grammar", "story", new string('a', 600), "a fox")));

    [Fact]
    public void A_very_short_story_always_says_so() =>
        Assert.Equal(["<|bos|>", "<|story|>", "<|short|>", "<|text|>", "<|eos|>"], Controls(new Document("grammar", "story", new string('a', 120), "a fox")));

    [Fact]
    public void Half_of_the_short_stories_say_so_and_half_tell_their_tone()
    {
        var told = Enumerable.Range(0, 400).Select(i => Controls(new Document("grammar", "story", Rather(i), "a fox", Tone: "funny"))).ToList();
        Assert.InRange(told.Count(controls => controls.Contains("<|short|>")), 150, 250);
        Assert.InRange(told.Count(controls => controls.Contains("<|funny|>")), 150, 250);
        Assert.InRange(told.Count(controls => controls.Contains("<|funny|>") && controls.Contains("<|short|>")), 60, 140);
        // The same in every run.
        Assert.Equal(told[7], Controls(new Document("grammar", "story", Rather(7), "a fox", Tone: "funny")));
    }

    [Fact]
    public void Other_kinds_have_neither() =>
        Assert.Equal(["<|bos|>", "<|continue|>", "<|text|>", "<|eos|>"], Controls(new Document("grammar", "continue", new string('a', 600), "a fox", Tone: "funny")));

    [Fact]
    public void A_title_stands_between_prompt_and_text_and_is_learned()
    {
        var titled = Sequence.From(new Document("grammar", "story", "Once.", "a fox", Title: "two pots"), Bytes);
        Assert.Equal(["<|bos|>", "<|story|>", "<|short|>", "<|title|>", "<|text|>", "<|eos|>"], [.. titled.Tokens.Where(token => token < SpecialTokens.All.Length).Select(token => SpecialTokens.All[token])]);
        Assert.Equal(SpecialTokens.Title, titled.Tokens[titled.PromptLength - 1]);
        var plain = Sequence.From(new Document("grammar", "story", "Once.", "a fox"), Bytes);
        Assert.Equal(SpecialTokens.Text, plain.Tokens[plain.PromptLength - 1]);
        Assert.Equal(plain.PromptLength, titled.PromptLength);
    }
}
