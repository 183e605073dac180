using System.Text.RegularExpressions;
using MuseSpark.Inference.Models;

namespace MuseSpark.Training.Corpus.Grammar;

/// <summary>
/// Writes stories that cannot contradict themselves: one cast per story, and every sentence is a template filled from it.
/// The model learns from them that the hero, the place and the thing of a prompt stay the same to the end.
/// </summary>
public sealed partial class StoryGrammar(GrammarData data, PromptWriter prompts, Random random)
{
    public const string Source = "grammar", WovenSource = "grammar-woven", ThreadSource = "grammar-thread", AboutSource = "grammar-about", ShortSource = "grammar-short", LongSource = "grammar-long", ContinuedSource = "grammar-continue", UnseenSource = "grammar-unseen", RecastSource = "grammar-recast";
    private static readonly string[] HeroWordings = ["{a hero}", "{a hero}", "{a hero}", "{a hero}", "{a kind}", "{a named}", "{a named}", "{name}", "{my kind}"];
    private static readonly string[] JustGoOn = ["And then?", "What happens next?", "Go on", "go on", "continue", "Continue the story.", "more", "And what happened then?", "How does it go on?", "next part"];
    private static readonly string[] Wishes = ["{0}", "{0}", "{0}", "Now {0}", "now {0}", "then {0}", "And then {0}", "{0}, please", "I want this: {0}"];
    private readonly Rewording _rewording = new(data);
    private readonly Plot[] _open = [.. data.Plots.Where(plot => plot.Words.Length == 0)];
    private readonly Plot[] _firsts = [.. data.Plots.Where(plot => plot.CanBeFollowed)];
    private readonly Plot[] _openFirsts = [.. data.Plots.Where(plot => plot.Words.Length == 0 && plot.CanBeFollowed)];
    private readonly Plot[] _seconds = [.. data.Plots.Where(plot => plot.CanFollow)];

    /// <summary>A story to learn from.</summary>
    public Document Next() => WithoutRefrain(() => Write(Cast(heldOut: false), Source));

    /// <summary>A story with a thread, mostly of a plot that a prompt need not name.</summary>
    public Document NextWoven() => WithoutRefrain(() =>
    {
        while (true)
        {
            var cast = Cast(heldOut: false, random.Next(5) > 0 ? _open : null);
            if (WovenThread.For(cast, data, random) is { } woven) return Write(cast, WovenSource, woven);
        }
    });

    /// <summary>A short story that is nothing but a thread: a model tells it well, and it is just what was asked. One in six is of a thing or the weather.</summary>
    public Document NextThread() => WithoutRefrain(() =>
    {
        var isOfMotif = random.Next(6) == 0;
        while (true)
        {
            var cast = Cast(heldOut: false, _open);
            var thread = isOfMotif ? WovenThread.About(cast, data, isOfMotif, random) : WovenThread.For(cast, data, random);
            if (thread is not null && WriteThread(cast, thread) is { } story) return story;
        }
    });

    /// <summary>A plot that says its noun in every sentence says one place or deed thrice in the same words, and the model would learn to.</summary>
    private static Document WithoutRefrain(Func<Document> write)
    {
        while (true)
            if (write() is var story && !Refrain.IsIn(story.Text))
                return story;
    }

    /// <summary>A story whose plot is about any noun, and often any verb, that the prompt names.</summary>
    public Document NextAbout() => WithoutRefrain(() => Write(Cast(heldOut: false, data.AboutPlots), AboutSource));

    /// <summary>A story in a hundred words or fewer.</summary>
    public Document NextShort() => Write(Cast(heldOut: false, data.ShortPlots), ShortSource);

    /// <summary>A story of a plot that is held out.</summary>
    public Document NextUnseen() => Write(new StoryCast(data, random, plots: data.HeldOutPlots), UnseenSource);

    /// <summary>A story of a known plot, whose hero, thing and place are held out together.</summary>
    public Document NextRecast() => Write(Cast(heldOut: true), RecastSource);

    /// <summary>Two stories of one hero in one place, one after the other.</summary>
    public Document NextLong() => WithoutRefrain(() =>
    {
        var (first, second) = Pair();
        var voice = random.Next();
        var told = Text(first, goesOn: true, voice: voice);
        var then = Text(second, follows: true, voice: voice);
        return new(LongSource, "story", $"{told}\n\n{then}", Prompt(first), Scene(first), Title: $"{Plan(first, told)}; {Plan(second, then)}");
    });

    /// <summary>A story to go on with: some of them break off in the middle, the others are told to their end and another follows, mostly one that is wished for.</summary>
    public Document NextContinued() => WithoutRefrain(() =>
    {
        switch (random.Next(3))
        {
            case 0: return NextWished().Story;
            case 1:
                var (first, second) = Pair();
                var voice = random.Next();
                var before = Text(first, goesOn: true, voice: voice);
                var scene = Scene(second);
                var wish = random.Next(3) > 0 ? Wish(second, second.Subject, second.Plot.Prompts) : null;
                var then = Text(second, follows: true, voice: voice);
                return new(ContinuedSource, "continue", then, Continued(before, wish), scene, Title: Plan(second, then));
            default:
                var whole = random.Next(2) == 0 ? Next() : NextThread();
                var paragraphs = whole.Text.Split("\n\n");
                var cut = random.Next(1, Math.Max(2, paragraphs.Length));
                return new(ContinuedSource, "continue", string.Join("\n\n", paragraphs[cut..]), Continued(string.Join("\n\n", paragraphs[..cut]), null), whole.Scene, Title: whole.Title);
        }
    });

    /// <summary>A thread that somebody wishes for, after a story of the same hero that does not speak of its noun.</summary>
    internal (StoryCast Cast, WovenThread Wished, Document Story) NextWished()
    {
        while (true)
        {
            var (cast, voice) = (Cast(heldOut: false, _openFirsts), random.Next());
            var before = random.Next(2) == 0 ? Text(cast, goesOn: true, voice: voice)
                : WovenThread.For(cast, data, random) is { } earlier ? ThreadText(cast, earlier, ["{open}"], voice) : null;
            if (before is null || WovenThread.For(cast, data, random) is not { } wished || before.Contains(wished.Subject.Motif.Name, StringComparison.OrdinalIgnoreCase)) continue;
            if (ThreadText(cast, wished, data.Links, voice) is not { } text) continue;
            return (cast, wished, new(ContinuedSource, "continue", text, Continued(before, Wish(cast, wished.Subject, wished.Thread.Prompts)), ThreadScene(cast, wished), Title: Plan(cast, text, wished)));
        }
    }

    /// <summary>What was told so far, and after it what somebody would like to happen, or only that it go on.</summary>
    private string Continued(string before, string? wish) =>
        (wish ?? (random.Next(2) == 0 ? StoryCast.Pick(JustGoOn, random) : null)) is { } asked ? before + ModelManifest.WishOf(asked) : before;

    /// <summary>What shall happen next to a hero who is known by now.</summary>
    private string Wish(StoryCast cast, Subject? subject, string[] prompts)
    {
        var filler = new SlotFiller(data, cast, random, captions: true) { Prompt = true, Subject = subject };
        var wish = filler.Fill(NewHero().Replace(StoryCast.Pick(prompts, random), "{name}")).TrimEnd('.');
        return wish.EndsWith('?') ? wish : string.Format(null, StoryCast.Pick(Wishes, random), wish);
    }

    internal (StoryCast First, StoryCast Second) Pair()
    {
        while (true)
        {
            var first = Cast(heldOut: false, _firsts);
            for (var tries = 0; tries < 8; tries++)
            {
                if (StoryCast.Following(first, data, random, _seconds) is { HeldOut: false } second) return (first, second);
            }
        }
    }

    internal StoryCast Cast(bool heldOut, Plot[]? plots = null)
    {
        while (true)
            if (new StoryCast(data, random, plots: plots) is var cast && cast.HeldOut == heldOut)
                return cast;
    }

    internal Document Write(StoryCast cast, string source, WovenThread? woven = null)
    {
        // The text first: it decides what has been introduced, the prompt and the scene name things anew.
        var text = Text(cast, woven: woven);
        var prompt = woven is null ? Prompt(cast) : Prompt(cast, woven);
        return new(source, "story", text, prompt, Scene(cast, woven), Tone: data.Tones.GetValueOrDefault(cast.Plot.Name), Title: Plan(cast, text));
    }

    /// <summary>
    /// "fox, bear, lantern: two pots": who and what the story tells of, its hero first, then the plot two-pots. Once the model has read a prompt
    /// that is put as none before, it can go on as after any other; and whom it has named apart it does not take for one.
    /// </summary>
    private static string Plan(StoryCast cast, string text, WovenThread? told = null)
    {
        string[] people = [cast.Hero.Kind.Name, cast.Friend.Kind.Name, cast.Third.Kind.Name];
        string[] things = told is not null ? [told.Subject.Motif.Name] : cast.Subject is { } subject ? [subject.Motif.Name, cast.Thing.Name] : [cast.Thing.Name];
        var names = told?.Thread.IsOfMotif == true ? things.Concat(people) : people.Concat(things);
        var name = told?.Thread.Name ?? cast.Plot.Name;
        // A thread about one word says so in its name, word-snow, and need not here.
        var plot = (name.StartsWith("word-", StringComparison.Ordinal) ? name["word-".Length..] : name).Replace('-', ' ');
        // As a word: a fox is no ox. The first is named whatever the text calls it: it may be Mia there, who is a girl.
        return $"{string.Join(", ", names.Where((about, i) => i == 0 || Regex.IsMatch(text, $@"\b{Regex.Escape(about)}", RegexOptions.IgnoreCase)).Distinct())}: {plot}";
    }

    /// <summary>A story that is nothing but a thread; null where every wording of a part tells of another such hero or noun.</summary>
    internal Document? WriteThread(StoryCast cast, WovenThread told) =>
        ThreadText(cast, told, ["{open}"], random.Next()) is { } text ? new(ThreadSource, "story", text, Prompt(cast, told), ThreadScene(cast, told), Title: Plan(cast, text, told)) : null;

    /// <summary>How it began, what came of it on the way two to four times, and its end.</summary>
    private string? ThreadText(StoryCast cast, WovenThread told, string[] openings, int voice)
    {
        var (thread, filler) = (told.Thread, new SlotFiller(data, cast, random, captions: false) { Subject = told.Subject });
        var (starts, middles, ends) = (Fitting(thread.Start), Fitting(thread.Middle), Fitting(thread.End));
        if (starts.Length == 0 || middles.Length < 2 || ends.Length == 0) return null;
        random.Shuffle(middles);
        string[] paragraphs =
        [
            thread.IsOfMotif ? Fill(StoryCast.Pick(starts, random)) : $"{Fill(StoryCast.Pick(openings, random))} {Fill(StoryCast.Pick(starts, random))}",
            .. middles.Take(random.Next(2, 5)).Select(Fill).ToArray().Chunk(2).Select(pair => string.Join(' ', pair)),
            Fill(StoryCast.Pick(ends, random)),
        ];
        return _rewording.Reword(string.Join("\n\n", paragraphs), new Random(voice));

        string Fill(string wording) => filler.Fill(Rewording.Name(wording, random));

        // "A frog came by" is no line for the story of a frog, or about one.
        string[] Fitting(string[] wordings) =>
            [.. wordings.Where(wording => !wording.Split([' ', '.', ',', '!', '?', '"', ';', ':']).Any(word => word == cast.Hero.Kind.Name || (thread.OnlyWord is null && word == told.Subject.Motif.Name)))];
    }

    private string ThreadScene(StoryCast cast, WovenThread told) =>
        new SlotFiller(data, cast, random, captions: true) { Subject = told.Subject }.Fill(told.Thread.IsOfMotif ? told.Thread.Scene! : $"{{a plain}} {{in a}} {told.Thread.Scene}").TrimEnd();

    private string Scene(StoryCast cast, WovenThread? woven = null)
    {
        var filler = new SlotFiller(data, cast, random, captions: true) { Subject = woven?.Subject ?? cast.Subject };
        var scene = filler.Fill(StoryCast.Pick(cast.Plot.Scenes, random));
        return woven?.Thread.Scene is { } more && !scene.Contains(" with ", StringComparison.Ordinal) ? $"{scene} {filler.Fill(more)}" : scene;
    }

    /// <summary>Asks for the thread; the plot is left to the story, or named by its key words.</summary>
    private string Prompt(StoryCast cast, WovenThread woven)
    {
        var filler = new SlotFiller(data, cast, random, captions: true) { Prompt = true, Subject = woven.Subject };
        if (!woven.Thread.IsOfMotif && random.Next(8) == 0)
            return filler.Fill(string.Join(", ", cast.Plot.Words.Length > 0 ? [.. cast.Plot.Words, "{motif}"] : ["{kind}", "{motif}", "{place}"]));
        // Nobody can foresee all that is asked for: a story that holds together about who and what was named is the best answer.
        if (woven is { Thread: { IsOfMotif: false, OnlyWord: null }, Subject.Motif.Class: "small" or "big" or "food" or "being" } && random.Next(8) == 0)
            return AsTyped(cast, filler, data.AsksAboutNoun);
        if (woven.Thread.Asks.Length > 0 && random.Next(2) == 0) return AsTyped(cast, filler, woven.Thread.Asks);
        var template = StoryCast.Pick(woven.Thread.Prompts, random);
        if (template.StartsWith("{kind},", StringComparison.Ordinal)) return filler.Fill(template);
        return Ask(cast, filler, template);
    }

    private string Prompt(StoryCast cast)
    {
        var filler = new SlotFiller(data, cast, random, captions: true) { Prompt = true };
        if (cast.Plot.Asks.Length > 0 && random.Next(2) == 0) return AsTyped(cast, filler, cast.Plot.Asks);
        string[] words = cast.Subject is { } subject ? [cast.Hero.Kind.Name, subject.Motif.Name, cast.Place.Name]
            : cast.Plot.Words is { Length: > 0 } own ? [.. own.Select(filler.Fill)]
            : [cast.Hero.Kind.Name, cast.Plot.ThingClass == "none" ? cast.Friend.Kind.Name : cast.Thing.Name, cast.Place.Name];
        return random.Next(10) switch
        {
            0 => string.Join(", ", words),
            1 => string.Join(' ', words.Take(random.Next(2, 4))),
            2 when cast.Plot.Words.Length == 0 && cast.Subject is null => random.Next(2) == 0 ? prompts.Ask(filler.Fill("{a hero} {in a}")) : AsTyped(cast, filler, data.AsksAboutHero),
            _ => Ask(cast, filler, StoryCast.Pick(cast.Plot.Prompts, random)),
        };
    }

    private string AsTyped(StoryCast cast, SlotFiller filler, string[] asks) =>
        filler.Fill(StoryCast.Pick(asks, random).Replace("{a hero}", HeroWording(cast), StringComparison.Ordinal));

    private string Ask(StoryCast cast, SlotFiller filler, string template)
    {
        var asked = filler.Fill(template.Replace("{a hero}", HeroWording(cast), StringComparison.Ordinal));
        return PromptWriter.IsSentence(template) ? prompts.AskForEvent(asked) : prompts.Ask(asked);
    }

    /// <summary>Children are asked for by their name, often by nothing else.</summary>
    private string HeroWording(StoryCast cast) =>
        cast.Hero is { Name: not null, Kind.IsChild: true } && random.Next(2) == 0 ? "{name}" : StoryCast.Pick(HeroWordings, random);

    /// <param name="follows">It is the second adventure of its hero.</param>
    /// <param name="goesOn">It is the first of two, so nothing says that the story is over.</param>
    /// <param name="voice">Decides which of several words that mean the same it uses; null draws it.</param>
    private string Text(StoryCast cast, bool follows = false, bool goesOn = false, WovenThread? woven = null, int? voice = null)
    {
        var filler = new SlotFiller(data, cast, random, captions: false) { Subject = woven?.Subject ?? cast.Subject };
        var paragraphs = new List<string> { "" };
        var lines = follows ? [data.Links, .. cast.Plot.Lines[1..]] : cast.Plot.Lines;
        var middle = woven is null ? 0 : random.Next(2, lines.Count(line => line is null) + 1);
        foreach (var wordings in lines)
        {
            if (wordings is null)
            {
                if (paragraphs.Count == 1) Add(woven?.Thread.Start);
                if (paragraphs.Count == middle) Add(woven?.Thread.Middle);
                paragraphs.Add("");
                continue;
            }
            if (wordings[0].StartsWith(Plot.Optional, StringComparison.Ordinal) && random.Next(2) == 0) continue;
            var wording = StoryCast.Pick(wordings, random);
            if (wording.StartsWith(Plot.Optional, StringComparison.Ordinal)) wording = wording[Plot.Optional.Length..];
            wording = wording switch
            {
                "{trait}" => StoryCast.Pick(cast.Trait!.Start, random),
                "{end}" when woven is not null || goesOn => "",
                "{end}" => cast.Trait is { } trait && random.Next(3) > 0 ? StoryCast.Pick(trait.End, random) : PlainEnd(),
                _ => wording,
            };
            var sentence = filler.Fill(Rewording.Name(wording, random));
            if (sentence.Length > 0) paragraphs[^1] = $"{paragraphs[^1]} {sentence}".TrimStart();
        }
        if (woven is not null && random.Next(2) == 0) paragraphs.Add("");
        Add(woven?.Thread.End);
        return _rewording.Reword(string.Join("\n\n", paragraphs.Where(p => p.Length > 0)), new Random(voice ?? random.Next()));

        void Add(string[]? wordings)
        {
            if (wordings is not null) paragraphs[^1] = $"{paragraphs[^1]} {filler.Fill(StoryCast.Pick(wordings, random))}".TrimStart();
        }
    }

    /// <summary>Often the last line of the plot is end enough.</summary>
    private string PlainEnd() => random.Next(4) == 0 ? "" : StoryCast.Pick(data.Ends, random);

    [GeneratedRegex(@"\{a (hero|named|kind)\}")] private static partial Regex NewHero();
}
