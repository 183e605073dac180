using MuseSpark.Training.Corpus;
using MuseSpark.Training.Corpus.Grammar;

namespace MuseSpark.Training.Tests.Corpus;

/// <summary>Prompts as people type them, and the plan that the model learns to make of a prompt.</summary>
public sealed class AskTests
{
    private static readonly GrammarData Data = new();

    private static StoryGrammar Grammar(Random random) => new(Data, new PromptWriter(Lexicon.Read(), random), random);

    [Fact]
    public void Every_plot_and_thread_has_asks_that_can_be_filled_and_are_not_its_prompts_again()
    {
        var random = new Random(11);
        var grammar = Grammar(random);
        foreach (var plot in Data.Plots.Concat(Data.AboutPlots))
            Check(plot.Name, plot.Prompts, plot.Asks, new StoryCast(Data, random, plots: [plot]), null);
        foreach (var thread in Data.Threads)
        {
            StoryCast cast;
            do cast = grammar.Cast(heldOut: false);
            while (!thread.Heroes.Allows(cast.Hero.Kind));
            Motif[] motifs = thread.OnlyWord is { } word ? [new Motif("", word, [])] : Data.MotifsOf(thread);
            Check(thread.Name, thread.Prompts, thread.Asks, cast, new Subject(StoryCast.Pick(motifs, random), null, null));
        }

        void Check(string name, string[] prompts, string[] asks, StoryCast cast, Subject? subject)
        {
            Assert.True(asks.Length >= 8, $"{name} has {asks.Length} asks");
            Assert.Equal([], asks.Intersect(prompts));
            Assert.Equal(asks.Length, asks.Distinct().Count());
            var filler = new SlotFiller(Data, cast, random, captions: true) { Prompt = true, Subject = subject ?? cast.Subject };
            Assert.All(asks, ask => Assert.True(filler.Fill(ask) is { Length: > 3 } filled && !filled.Contains('{') && !filled.Contains("  ", StringComparison.Ordinal), $"{name}: {ask}"));
        }
    }

    [Fact]
    public void What_no_plot_tells_is_asked_of_heroes_alone_and_of_nouns()
    {
        var random = new Random(12);
        var cast = Grammar(random).Cast(heldOut: false);
        var filler = new SlotFiller(Data, cast, random, captions: true) { Prompt = true, Subject = new Subject(new Motif("small", "lantern", []), null, null) };
        Assert.All(Data.AsksAboutNoun, ask => Assert.Contains("lantern", filler.Fill(ask), StringComparison.OrdinalIgnoreCase));
        Assert.All(Data.AsksAboutHero, ask => Assert.DoesNotContain("lantern", filler.Fill(ask), StringComparison.OrdinalIgnoreCase));
        Assert.True(Data.AsksAboutNoun.Length > 80 && Data.AsksAboutHero.Length > 30);
    }

    [Fact]
    public void A_plan_names_the_hero_and_whom_and_what_the_story_tells_of_and_the_plot()
    {
        var random = new Random(13);
        var grammar = Grammar(random);
        var friends = 0;
        for (var i = 0; i < 200; i++)
        {
            var cast = grammar.Cast(heldOut: false);
            var (plain, friend) = (grammar.Write(cast, StoryGrammar.Source), cast.Friend.Kind.Name);
            Assert.StartsWith(cast.Hero.Kind.Name, plain.Title!, StringComparison.Ordinal);
            Assert.EndsWith($": {cast.Plot.Name.Replace('-', ' ')}", plain.Title!, StringComparison.Ordinal);
            var names = plain.Title![..plain.Title!.LastIndexOf(':')].Split(", ");
            Assert.Equal(names.Distinct(), names);
            Assert.All(names[1..], name => Assert.True(Begins(plain.Text, name), $"{name} is not in: {plain.Text}"));
            Assert.Equal(Begins(plain.Text, friend), names.Contains(friend));
            friends += names.Contains(friend) ? 1 : 0;
            if (WovenThread.For(cast, Data, random) is not { } told || grammar.WriteThread(cast, told) is not { } story) continue;
            Assert.Contains(told.Subject.Motif.Name, story.Title, StringComparison.Ordinal);
            var name = told.Thread.Name.Replace('-', ' ');
            Assert.EndsWith($": {(name.StartsWith("word ", StringComparison.Ordinal) ? name["word ".Length..] : name)}", story.Title, StringComparison.Ordinal);
        }
        Assert.InRange(friends, 100, 200);
        var two = grammar.NextLong();
        Assert.Matches("^.+: .+; .+: .+$", two.Title);
    }

    /// <summary>Whether a word begins with it: a fox is no ox.</summary>
    private static bool Begins(string text, string name)
    {
        for (var at = text.IndexOf(name, StringComparison.OrdinalIgnoreCase); at >= 0; at = text.IndexOf(name, at + 1, StringComparison.OrdinalIgnoreCase))
            if (at == 0 || !char.IsLetterOrDigit(text[at - 1])) return true;
        return false;
    }
}
