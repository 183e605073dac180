using MuseSpark.Training.Corpus;
using MuseSpark.Training.Corpus.Grammar;

namespace MuseSpark.Training.Tests.Corpus;

public sealed class LongStoryTests
{
    private static readonly GrammarData Data = new();

    private static StoryGrammar Grammar(int seed)
    {
        var random = new Random(seed);
        return new StoryGrammar(Data, new PromptWriter(Lexicon.Read(), random), random);
    }

    [Fact]
    public void A_second_adventure_has_the_same_hero_and_place_and_other_friends()
    {
        var random = new Random(5);
        var plots = Data.Plots.Where(plot => plot.CanFollow).ToArray();
        var found = 0;
        for (var i = 0; i < 200; i++)
        {
            var first = Grammar(i).Cast(heldOut: false);
            if (StoryCast.Following(first, Data, random, plots) is not { } second) continue;
            found++;
            Assert.Same(first.Hero, second.Hero);
            Assert.Equal(first.Place, second.Place);
            Assert.NotEqual(first.Plot, second.Plot);
            Assert.NotEqual(first.Friend.Kind.Name, second.Friend.Kind.Name);
            Assert.NotEqual(second.Hero.Kind.Name, second.Friend.Kind.Name);
        }
        Assert.InRange(found, 100, 200);
    }

    [Fact]
    public void A_long_story_goes_on_where_the_first_one_ends_and_introduces_its_hero_once()
    {
        var grammar = Grammar(1);
        for (var i = 0; i < 100; i++)
        {
            var story = grammar.NextLong();
            Assert.True(story.Text.Split("\n\n").Length >= 3, story.Text);
            Assert.InRange(story.Text.Split(' ').Length, 150, 800);
            Assert.DoesNotContain('{', story.Text);
            Assert.False(story.Text.Split("\n\n").Skip(1).Any(paragraph => paragraph.StartsWith("Once upon a time", StringComparison.Ordinal)), story.Text);
        }
    }

    [Fact]
    public void A_story_to_go_on_with_is_asked_for_with_its_beginning()
    {
        var grammar = Grammar(2);
        for (var i = 0; i < 100; i++)
        {
            var document = grammar.NextContinued();
            Assert.Equal("continue", document.Kind);
            Assert.True(document.Prompt!.Length > 20 && document.Text.Length > 20, document.Text);
            Assert.NotNull(document.Scene);
        }
    }

    [Fact]
    public void What_somebody_wishes_for_happens_to_the_hero_who_is_known_by_now()
    {
        var grammar = Grammar(3);
        var heeded = 0;
        for (var i = 0; i < 200; i++)
        {
            var document = grammar.NextWished();
            var (before, wish) = document.Prompt!.Split("* * *") is [var told, var wished] ? (told, wished) : throw new InvalidOperationException(document.Prompt);
            // Words of the wish that nothing before spoke of: what is asked for.
            var asked = wish.Split([' ', '.', ',', '?', '!', '"', '\n', ':']).Where(word => word.Length > 3 && !before.Contains(word, StringComparison.OrdinalIgnoreCase)).ToArray();
            if (asked.Length == 0 || asked.Any(word => document.Text.Contains(word, StringComparison.OrdinalIgnoreCase))) heeded++;
        }
        Assert.InRange(heeded, 180, 200);
    }

    [Fact]
    public void What_bears_no_other_adventure_is_never_one_of_two()
    {
        var seconds = Data.Plots.Where(plot => plot.CanFollow).Select(plot => plot.Name).ToHashSet();
        Assert.DoesNotContain("first-day", seconds);
        Assert.DoesNotContain("laziest", seconds);
        Assert.Contains(Data.Plots, plot => plot.Name == "first-day" && plot.CanBeFollowed);
        Assert.Contains(Data.Plots, plot => plot.Name == "snow-spring" && !plot.CanBeFollowed);
    }

    [Fact]
    public void Every_tone_is_of_a_plot_and_one_that_the_model_has_a_token_for()
    {
        var plots = Data.Plots.Concat(Data.HeldOutPlots).Select(plot => plot.Name).ToHashSet();
        Assert.All(Data.Tones, tone => Assert.True(plots.Contains(tone.Key) && tone.Value is "funny" or "gentle" or "exciting", $"{tone.Key} | {tone.Value}"));
    }
}
