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
    public void A_plan_names_the_hero_the_noun_and_the_plot()
    {
        var random = new Random(13);
        var grammar = Grammar(random);
        var named = 0;
        for (var i = 0; i < 200; i++)
        {
            var cast = grammar.Cast(heldOut: false);
            var plain = grammar.Write(cast, StoryGrammar.Source);
            var noun = cast.Plot.ThingClass == "none" ? cast.Friend.Kind.Name : cast.Thing.Name;
            // A noun counts where a word of the prompt begins with it: a fox is no ox.
            var begins = plain.Prompt!.IndexOf(noun, StringComparison.OrdinalIgnoreCase);
            while (begins > 0 && char.IsLetter(plain.Prompt[begins - 1])) begins = plain.Prompt.IndexOf(noun, begins + 1, StringComparison.OrdinalIgnoreCase);
            named += begins >= 0 ? 1 : 0;
            var about = begins >= 0 ? $"{cast.Hero.Kind.Name}, {noun}" : cast.Hero.Kind.Name;
            Assert.Equal($"{about}: {cast.Plot.Name.Replace('-', ' ')}", plain.Title);
            if (WovenThread.For(cast, Data, random) is not { } told || grammar.WriteThread(cast, told) is not { } story) continue;
            var name = told.Thread.Name.Replace('-', ' ');
            Assert.Equal($"{cast.Hero.Kind.Name}, {told.Subject.Motif.Name}: {(name.StartsWith("word ", StringComparison.Ordinal) ? name["word ".Length..] : name)}", story.Title);
        }
        Assert.InRange(named, 20, 180);
        var two = grammar.NextLong();
        Assert.Matches("^.+: .+; .+: .+$", two.Title);
    }
}
