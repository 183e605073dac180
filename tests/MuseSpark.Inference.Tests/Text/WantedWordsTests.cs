using MuseSpark.Inference.Tests.Tokenizers;
using MuseSpark.Inference.Text;
using MuseSpark.Inference.Tokenizers;

namespace MuseSpark.Inference.Tests.Text;

public sealed class WantedWordsTests
{
    private const int Vocabulary = 1674;
    private readonly Tokenizer _tokenizer = Tokenizer.Open(TokenizerFiles.Gpt2);
    private readonly List<int> _written = [];

    private static TextRequest Story(string prompt) => new() { Kind = "story", Prompt = prompt, Seed = 1 };

    private static float[] Raised(WantedWords words)
    {
        var logits = new float[Vocabulary];
        words.Raise(logits);
        return logits;
    }

    private void Write(WantedWords words, string text)
    {
        foreach (var id in _tokenizer.Encode(text))
        {
            _written.Add(id);
            words.Take(id, _written.ToArray());
        }
    }

    [Fact]
    public void A_word_of_the_prompt_is_raised_until_it_is_said()
    {
        var words = WantedWords.Of(Story("a fox and a lantern"), _tokenizer, 2)!;
        int[] tokens = [.. _tokenizer.Encode(" lantern")];
        var sum = 0f;
        foreach (var id in tokens)
        {
            var raised = Raised(words)[id];
            Assert.True(raised > 0);
            sum += raised;
            _written.Add(id);
            words.Take(id, _written.ToArray());
        }
        Assert.Equal(2, sum, 1e-4);
        Assert.Equal(0, Raised(words)[tokens[0]]);
        Assert.True(Raised(words)[_tokenizer.Encode(" fox")[0]] > 0);
        Write(words, " The fox.");
        Assert.All(Raised(words), logit => Assert.Equal(0, logit));
    }

    [Theory]
    [InlineData("Lantern light."), InlineData(" Lantern light."), InlineData("two lanterns")]
    public void It_is_said_as_well_at_the_beginning_of_a_sentence_and_in_the_plural(string text)
    {
        var words = WantedWords.Of(Story("the lantern"), _tokenizer, 2)!;
        Write(words, text);
        Assert.All(Raised(words), logit => Assert.Equal(0, logit));
    }

    [Fact]
    public void A_word_that_only_begins_alike_does_not_count()
    {
        var words = WantedWords.Of(Story("the lantern"), _tokenizer, 2)!;
        Write(words, " the land, the lantfish");
        Assert.Contains(Raised(words), logit => logit > 0);
    }

    [Fact]
    public void Nothing_is_wanted_of_what_is_no_story_or_of_a_prompt_without_nouns()
    {
        Assert.Null(WantedWords.Of(Story("a fox"), _tokenizer, 0));
        Assert.Null(WantedWords.Of(Story("please write"), _tokenizer, 2));
        Assert.Null(WantedWords.Of(Story("a fox") with { Kind = "chat" }, _tokenizer, 2));
        // No more than eight words are looked at.
        var words = WantedWords.Of(Story(string.Join(", ", Enumerable.Range(0, 40).Select(i => $"apple{(char)('a' + i % 26)}"))), _tokenizer, 2)!;
        Assert.True(Raised(words).Count(logit => logit > 0) <= 8);
    }
}
