using MuseSpark.Training.Corpus;
using MuseSpark.Training.Corpus.Grammar;

namespace MuseSpark.Training.Tests.Corpus;

public sealed class AboutStoryTests
{
    private static readonly GrammarData Data = new();

    [Fact]
    public void A_story_about_a_noun_names_it_in_the_prompt_and_again_and_again()
    {
        var random = new Random(7);
        var grammar = new StoryGrammar(Data, new PromptWriter(Lexicon.Read(), random), random);
        Assert.All(Data.AboutPlots, plot =>
        {
            for (var i = 0; i < 40; i++)
            {
                var cast = grammar.Cast(heldOut: false, [plot]);
                var story = grammar.Write(cast, StoryGrammar.AboutSource);
                var told = $"{plot.Name}: {story.Prompt}\n{story.Text}\n[{story.Scene}]";
                Assert.True(!told.Contains('{') && !told.Contains("  "), told);
                Assert.True(story.Text.Split(cast.Subject!.Motif.Name).Length > 3, told);
                // "Looked for" may be reworded "searched for" all through.
                if (cast.Subject.Verb is { } verb && !Data.Rewordings.Any(row => row.Contains(verb.Did, StringComparison.Ordinal)))
                    Assert.True(new[] { verb.Does, verb.Do, verb.Did, verb.Doing }.Any(form => story.Text.Contains(form, StringComparison.OrdinalIgnoreCase)), told);
            }
        });
    }

    [Fact]
    public void No_story_to_learn_from_says_four_words_three_times()
    {
        Assert.True(Refrain.IsIn("In the red house. \"In the red house?\" Yes, in the red house."));
        Assert.False(Refrain.IsIn("In the red house. \"In the red house?\" Yes, in the red hat."));
        var random = new Random(9);
        var grammar = new StoryGrammar(Data, new PromptWriter(Lexicon.Read(), random), random);
        for (var i = 0; i < 100; i++)
            foreach (var story in new[] { grammar.Next(), grammar.NextWoven(), grammar.NextAbout() })
                Assert.False(Refrain.IsIn(story.Text), story.Text);
    }

    [Fact]
    public void Invented_names_are_many_and_look_like_names()
    {
        var random = new Random(8);
        var names = Enumerable.Range(0, 2_000).Select(i => InventedName.Next(i % 2 == 0 ? 'h' : 's', random)).ToList();
        Assert.All(names, name => Assert.Matches("^[A-Z][a-z]{1,15}$", name));
        Assert.True(names.Distinct().Count() > 1_800);
    }
}
