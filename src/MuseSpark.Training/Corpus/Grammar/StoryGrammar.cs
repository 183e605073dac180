namespace MuseSpark.Training.Corpus.Grammar;

/// <summary>
/// Writes stories that cannot contradict themselves: one cast per story, and every sentence is a template filled from it.
/// The model learns from them that the hero, the place and the thing of a prompt stay the same to the end.
/// </summary>
public sealed class StoryGrammar(GrammarData data, PromptWriter prompts, Random random)
{
    public const string Source = "grammar", UnseenSource = "grammar-unseen", RecastSource = "grammar-recast";
    private static readonly string[] HeroWordings = ["{a hero}", "{a hero}", "{a hero}", "{a hero}", "{a kind}", "{a named}", "{a named}", "{name}"];
    private readonly Rewording _rewording = new(data);

    /// <summary>A story to learn from.</summary>
    public Document Next() => Write(Cast(heldOut: false), Source);

    /// <summary>A story of a plot that is held out.</summary>
    public Document NextUnseen() => Write(new StoryCast(data, random, plots: data.HeldOutPlots), UnseenSource);

    /// <summary>A story of a known plot, whose hero, thing and place are held out together.</summary>
    public Document NextRecast() => Write(Cast(heldOut: true), RecastSource);

    internal StoryCast Cast(bool heldOut, Plot[]? plots = null)
    {
        while (true)
            if (new StoryCast(data, random, plots: plots) is var cast && cast.HeldOut == heldOut)
                return cast;
    }

    internal Document Write(StoryCast cast, string source)
    {
        // The text first: it decides what has been introduced, the prompt and the scene name things anew.
        var text = Text(cast);
        var scene = new SlotFiller(data, cast, random, captions: true).Fill(StoryCast.Pick(cast.Plot.Scenes, random));
        return new(source, "story", text, Prompt(cast), scene);
    }

    private string Prompt(StoryCast cast)
    {
        var filler = new SlotFiller(data, cast, random, captions: true) { Prompt = true };
        string[] words = cast.Plot.Words is { Length: > 0 } own ? [.. own.Select(filler.Fill)]
            : [cast.Hero.Kind.Name, cast.Plot.ThingClass == "none" ? cast.Friend.Kind.Name : cast.Thing.Name, cast.Place.Name];
        return random.Next(10) switch
        {
            0 => string.Join(", ", words),
            1 => string.Join(' ', words.Take(random.Next(2, 4))),
            2 when cast.Plot.Words.Length == 0 => prompts.Ask(filler.Fill("{a hero} {in a}")),
            _ => Ask(StoryCast.Pick(cast.Plot.Prompts, random)),
        };

        string Ask(string template)
        {
            var asked = filler.Fill(template.Replace("{a hero}", StoryCast.Pick(HeroWordings, random), StringComparison.Ordinal));
            return PromptWriter.IsSentence(template) ? prompts.AskForEvent(asked) : prompts.Ask(asked);
        }
    }

    private string Text(StoryCast cast)
    {
        var filler = new SlotFiller(data, cast, random, captions: false);
        var paragraphs = new List<string> { "" };
        foreach (var wordings in cast.Plot.Lines)
        {
            if (wordings is null) { paragraphs.Add(""); continue; }
            if (wordings[0].StartsWith(Plot.Optional, StringComparison.Ordinal) && random.Next(2) == 0) continue;
            var wording = StoryCast.Pick(wordings, random);
            if (wording.StartsWith(Plot.Optional, StringComparison.Ordinal)) wording = wording[Plot.Optional.Length..];
            wording = wording switch
            {
                "{trait}" => StoryCast.Pick(cast.Trait!.Start, random),
                "{end}" => cast.Trait is { } trait && random.Next(3) > 0 ? StoryCast.Pick(trait.End, random) : PlainEnd(),
                _ => wording,
            };
            var sentence = filler.Fill(Rewording.Name(wording, random));
            if (sentence.Length > 0) paragraphs[^1] = $"{paragraphs[^1]} {sentence}".TrimStart();
        }
        return _rewording.Reword(string.Join("\n\n", paragraphs.Where(p => p.Length > 0)), random);
    }

    /// <summary>Often the last line of the plot is end enough.</summary>
    private string PlainEnd() => random.Next(4) == 0 ? "" : StoryCast.Pick(data.Ends, random);
}
