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
        for (var i = 0; i < 200; i++)
        {
            var (cast, wished, story) = grammar.NextWished();
            var (before, wish) = story.Prompt!.Split("* * *") is [var told, var last] ? (told, last) : throw new InvalidOperationException(story.Prompt);
            var noun = wished.Subject.Motif.Name;
            Assert.DoesNotContain(noun, before, StringComparison.OrdinalIgnoreCase);
            Assert.Contains(noun, story.Text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain($"a {cast.Hero.Kind.Name} named", wish, StringComparison.Ordinal);
            var hero = cast.Hero.Name ?? cast.Hero.Kind.Name;
            Assert.Contains(hero, before, StringComparison.Ordinal);
            Assert.True(story.Text.Contains(hero, StringComparison.Ordinal) || story.Text.Contains(cast.Hero.Kind.Name, StringComparison.Ordinal), story.Text);
        }
    }

    [Fact]
    public void Of_two_adventures_each_bears_the_other()
    {
        var grammar = Grammar(4);
        for (var i = 0; i < 300; i++)
        {
            var (first, second) = grammar.Pair();
            Assert.NotEqual("never", first.Plot.Joins);
            Assert.Equal("", second.Plot.Joins);
        }
        Assert.Contains(Data.Plots, plot => plot.Name == "first-day" && plot is { CanBeFollowed: true, CanFollow: false });
        Assert.Contains(Data.Plots, plot => plot.Name == "snow-spring" && plot is { CanBeFollowed: false, CanFollow: false });
    }

    [Fact]
    public void Two_adventures_use_the_same_of_two_words()
    {
        var grammar = Grammar(5);
        for (var i = 0; i < 200; i++)
        {
            var text = grammar.NextLong().Text;
            Assert.False(text.Contains(" didn't ", StringComparison.Ordinal) && text.Contains(" did not ", StringComparison.Ordinal), text);
        }
    }

    [Fact]
    public void Every_tone_is_of_a_plot_and_one_that_the_model_has_a_token_for()
    {
        var plots = Data.Plots.Concat(Data.HeldOutPlots).Select(plot => plot.Name).ToHashSet();
        Assert.All(Data.Tones, tone => Assert.True(plots.Contains(tone.Key) && tone.Value is "funny" or "gentle" or "exciting", $"{tone.Key} | {tone.Value}"));
    }
}
