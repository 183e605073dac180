using MuseSpark.Inference.Text;
using MuseSpark.Inference.Text.Drafts;

namespace MuseSpark.Inference.Tests.Text.Drafts;

public class DraftRulesTests
{
    private const string Prompt = "Tell me a story about a brave fox and two lanterns";
    private static readonly Draft Good = new("The brave fox lit a lantern. Then she went home.", "a fox with a lantern", FinishReason.EndOfText, 0, 0);

    [Fact]
    public void A_draft_that_keeps_the_prompt_and_ends_by_itself_has_the_full_score() => Assert.Equal(2.25, DraftRules.Score(Prompt, Good));

    public static TheoryData<string, Draft> Worse => new()
    {
        { "a word of the prompt is missing", Good with { Body = "The brave cat lit a lantern. Then she went home.", Scene = "a cat with a lantern" } },
        { "it was cut off", Good with { Finish = FinishReason.MaxTokens } },
        { "it ends in the middle of a sentence", Good with { Body = "The brave fox lit a lantern. Then she went" } },
        { "it goes round in circles", Good with { Body = string.Concat(Enumerable.Repeat("The brave fox lit a lantern. ", 4)) } },
        { "its scene shows what is not told", Good with { Scene = "a whale with a trumpet" } },
        { "the model was not sure of it", Good with { Tokens = 12, Logprob = -3 } },
    };

    [Theory, MemberData(nameof(Worse))]
    public void A_draft_is_worse_when(string why, Draft draft)
    {
        Assert.True(DraftRules.Score(Prompt, draft) < DraftRules.Score(Prompt, Good), why);
        Assert.Equal(1, DraftRules.Best(Prompt, [draft, Good]));
    }

    [Fact]
    public void A_long_draft_may_be_less_sure_than_a_short_one_but_not_word_for_word()
    {
        Draft OfLength(int tokens, double each) => Good with { Tokens = tokens, Logprob = -each * tokens };
        Assert.Equal(DraftRules.Score(Prompt, OfLength(100, 0.2)), DraftRules.Score(Prompt, OfLength(400, 0.1)), 1e-9);
        Assert.True(DraftRules.Score(Prompt, OfLength(100, 0.2)) > DraftRules.Score(Prompt, OfLength(400, 0.2)));
        Assert.True(double.IsFinite(DraftRules.Score(Prompt, OfLength(0, 1))));
    }

    [Fact]
    public void Of_equal_drafts_the_first_is_taken() => Assert.Equal(0, DraftRules.Best(Prompt, [Good, Good, Good]));

    [Fact]
    public void A_poem_may_end_without_a_full_stop_and_a_prompt_may_be_empty_of_words()
    {
        Assert.Equal(2, DraftRules.Score("...", new Draft("The moon is up\nthe moon is round", "", FinishReason.EndOfText, 0, 0)));
        Assert.Equal(1, DraftRules.Score("", new Draft("", "", FinishReason.EndOfText, 0, 0)));
    }
}
