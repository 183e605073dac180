using MuseSpark.Training.Corpus;
using MuseSpark.Training.Corpus.Grammar;

namespace MuseSpark.Training.Tests.Corpus;

public sealed class WovenStoryTests
{
    private static readonly GrammarData Data = new();

    private static StoryGrammar Grammar(int seed)
    {
        var random = new Random(seed);
        return new StoryGrammar(Data, new PromptWriter(Lexicon.Read(), random), random);
    }

    [Fact]
    public void What_the_prompt_names_beside_the_hero_is_in_the_story_more_than_once()
    {
        var random = new Random(3);
        var grammar = Grammar(3);
        var (found, often) = (0, 0);
        for (var i = 0; i < 400; i++)
        {
            var cast = grammar.Cast(heldOut: false);
            if (WovenThread.For(cast, Data, random) is not { } woven) continue;
            found++;
            var document = grammar.Write(cast, StoryGrammar.WovenSource, woven);
            var told = document.Text.Split(woven.Subject.Motif.Name, StringSplitOptions.None).Length - 1;
            Assert.True(told >= 1 && !document.Text.Contains('{') && !document.Prompt!.Contains('{') && !document.Scene!.Contains('{'), $"{woven.Thread.Name}: {document.Prompt}\n{document.Text}\n{document.Scene}");
            if (told > 1) often++;
        }
        Assert.InRange(found, 200, 400);
        Assert.InRange(often, found * 9 / 10, found);
    }

    [Fact]
    public void A_thread_is_told_of_heroes_that_it_fits_and_every_thread_has_some()
    {
        var (random, grammar) = (new Random(8), Grammar(8));
        var told = Enumerable.Range(0, 2_000).Select(_ => grammar.Cast(heldOut: false)).Select(cast => (cast.Hero.Kind, WovenThread.For(cast, Data, random)?.Thread)).Where(pair => pair.Thread is not null).ToList();
        // Water and wheels have their own, and take no other.
        Assert.All(told.Where(pair => pair.Kind.Swims), pair => Assert.False(pair.Thread!.Heroes.Allows(Kind("fox")), $"{pair.Kind.Name}: {pair.Thread.Name}"));
        Assert.All(told.Where(pair => pair.Kind.Walks), pair => Assert.False(pair.Thread!.Heroes.Allows(Kind("whale")), $"{pair.Kind.Name}: {pair.Thread.Name}"));
        Assert.Contains(told, pair => pair.Kind.Swims);
        Assert.Contains(told, pair => pair.Kind.Limbs == "wheels");
        Assert.All(Data.Threads, thread => Assert.True(Data.Kinds.Any(thread.Heroes.Allows), thread.Name));

        static CharacterKind Kind(string name) => Data.Kinds.First(kind => kind.Name == name);
    }

    [Fact]
    public void A_thread_alone_is_a_story_about_what_was_asked_that_says_nothing_twice()
    {
        var (random, grammar) = (new Random(6), Grammar(6));
        var lengths = new List<int>();
        for (var i = 0; i < 2000; i++)
        {
            if (WovenThread.For(grammar.Cast(heldOut: false), Data, random) is not { } woven) continue;
            var cast = grammar.Cast(heldOut: false);
            if (cast.Knows(woven.Subject.Motif.Name) || grammar.WriteThread(cast, woven) is not { } story) continue;
            var about = $"{woven.Thread.Name}: {story.Prompt}\n{story.Text}\n{story.Scene}";
            Assert.DoesNotContain('{', about);
            Assert.Contains(woven.Subject.Motif.Name, story.Text, StringComparison.OrdinalIgnoreCase);
            Assert.Contains(cast.Hero.Kind.Name, story.Text, StringComparison.Ordinal);
            Assert.True(story.Text[^1] is '.' or '!' or '?' or '"', about);
            var sentences = story.Text.Split(["\n\n", ". ", "! ", "? "], StringSplitOptions.None).Where(s => s.Length > 40).ToArray();
            Assert.True(sentences.Distinct().Count() == sentences.Length, about);
            lengths.Add(story.Text.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Length);
        }
        Assert.InRange(lengths.Count, 500, 2000);
        Assert.InRange(lengths.Average(), 90, 150);
    }

    [Fact]
    public void Where_the_motif_is_the_hero_nobody_else_is_introduced()
    {
        var (random, grammar) = (new Random(7), Grammar(7));
        var found = 0;
        for (var i = 0; i < 500; i++)
        {
            var cast = grammar.Cast(heldOut: false);
            if (WovenThread.About(cast, Data, isOfMotif: true, random) is not { } told || grammar.WriteThread(cast, told) is not { } story) continue;
            found++;
            var about = $"{told.Thread.Name}: {story.Prompt}\n{story.Text}\n{story.Scene}";
            Assert.DoesNotContain('{', about);
            Assert.Contains(told.Subject.Motif.Name, story.Text, StringComparison.OrdinalIgnoreCase);
            Assert.Contains(told.Subject.Motif.Name, story.Scene!, StringComparison.OrdinalIgnoreCase);
            Assert.True(cast.Hero.Name is null || !about.Contains(cast.Hero.Name, StringComparison.Ordinal), about);
        }
        Assert.InRange(found, 300, 500);
    }

    [Fact]
    public void A_motif_is_nobody_and_nothing_that_the_story_tells_of_already()
    {
        var random = new Random(4);
        var grammar = Grammar(4);
        for (var i = 0; i < 300; i++)
        {
            var cast = grammar.Cast(heldOut: false);
            if (WovenThread.For(cast, Data, random) is not { } woven) continue;
            string[] known = [cast.Hero.Kind.Name, cast.Friend.Kind.Name, cast.Third.Kind.Name, cast.Thing.Name, cast.Place.Name];
            Assert.DoesNotContain(woven.Subject.Motif.Name, known);
            Assert.DoesNotContain($" {woven.Subject.Motif.Name} ", string.Join(' ', cast.Plot.Lines.Where(line => line is not null).SelectMany(line => line!)));
        }
    }

    [Fact]
    public void Every_thread_has_nouns_and_wordings_whose_slots_are_known()
    {
        Assert.All(Data.Threads, thread =>
        {
            Assert.True(thread.OnlyWord is not null || Data.MotifsOf(thread).Length >= 3, thread.Name);
            Assert.All(thread.Classes, name => Assert.True(thread.OnlyWord is not null || Data.Motifs.Any(motif => motif.Class == name), $"{thread.Name}: {name}"));
            Assert.All<string[]>([thread.Prompts, thread.Start, thread.Middle, thread.End], part => Assert.True(part.Length >= 4, thread.Name));
        });
        Assert.Equal(Data.Threads.Length, Data.Threads.Select(thread => thread.Name).Distinct().Count());
        Assert.Equal("power cut", Data.Threads.Single(thread => thread.Name == "word-power-cut").OnlyWord);
    }

    [Fact]
    public void A_short_story_is_whole_and_of_a_hundred_words_or_so()
    {
        var grammar = Grammar(5);
        var lengths = new List<int>();
        for (var i = 0; i < 500; i++)
        {
            var story = grammar.NextShort();
            Assert.DoesNotContain('{', story.Text);
            Assert.Contains(story.Text[^1], ".!?\"");
            lengths.Add(story.Text.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Length);
        }
        Assert.InRange(lengths.Average(), 80, 130);
        Assert.True(lengths.Max() < 180, $"{lengths.Max()} words");
    }
}
