namespace MuseSpark.Training.Corpus.Grammar;

/// <summary>
/// A side story for any plot about one more noun: told at the start, in the middle and at the end. People name things that no plot
/// knows ("a monkey steals a hat"); a model that has seen hundreds of nouns come to something holds those of its prompt.
/// </summary>
/// <param name="Classes">The classes of its motif, or "=snow" for a thread about this word alone.</param>
/// <param name="Only">The nouns it is good for; none means all of its classes.</param>
/// <param name="Never">Those of its classes that it is not good for.</param>
/// <param name="Asks">Prompts as people type them, which are used as they stand.</param>
/// <param name="Scene">What it adds to a scene line, or the whole line where the motif is the hero; null where there is nothing to paint.</param>
/// <param name="Heroes">Who it may be told of: those who walk, if it does not say; anybody where the motif is the hero, since the cast has no part in it.</param>
/// <param name="IsOfMotif">The motif itself is the hero ("the sock that nobody wore"), so it is only told alone, and its start begins the story.</param>
public sealed record StoryThread(string Name, string[] Classes, string[] Only, string[] Never, string[] Prompts, string[] Asks, string? Scene, string[] Start, string[] Middle, string[] End, Limit Heroes, bool IsOfMotif)
{
    /// <summary>"snow", where the thread is about this word alone.</summary>
    public string? OnlyWord => Classes[0][0] == '=' ? Classes[0][1..] : null;

    /// <summary>Whether its motif may be this one.</summary>
    public bool Takes(Motif motif) => Classes.Contains(motif.Class) && (Only.Length == 0 || Only.Contains(motif.Name)) && !Never.Contains(motif.Name);

    /// <summary>Reads a block of threads*.txt: a line for each part, which begins with the name of the part.</summary>
    public static StoryThread Read(string block)
    {
        var parts = block.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Where(l => l[0] != '#')
            .Select(l => l.Split(' ', 2)).ToDictionary(l => l[0], l => l[1]);
        string Part(string name) => parts.GetValueOrDefault(name) ?? throw new InvalidDataException($"Thread '{parts["thread"]}' lacks its {name}.");
        string[] List(string name) => parts.TryGetValue(name, out var list) ? list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) : [];
        parts.TryAdd("hero", "walks");
        var isOfMotif = parts["hero"] == "motif";
        var of = Part("of");
        var classes = of[0] == '=' ? [of] : of.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries);
        return new(Part("thread"), classes, List("only"), List("not"), GrammarData.Wordings(Part("prompt")), GrammarData.Asks(parts.GetValueOrDefault("ask")), parts.GetValueOrDefault("scene"),
            GrammarData.Wordings(Part("start")), GrammarData.Wordings(Part("middle")), GrammarData.Wordings(Part("end")), new(isOfMotif ? [] : List("hero")), isOfMotif);
    }
}

/// <summary>A thread, and the noun that it is about in this story.</summary>
public sealed record WovenThread(StoryThread Thread, Subject Subject)
{
    /// <summary>A thread for the story, about a noun that its plot and its cast do not know; null where chance found none.</summary>
    public static WovenThread? For(StoryCast cast, GrammarData data, Random random)
    {
        if (!cast.Plot.BeginsWithHero || cast.Plot.Lines.Count(line => line is null) < 2) return null;
        return About(cast, data, isOfMotif: false, random);
    }

    /// <summary>A thread that may be told of the hero, one in three of one word alone, about a noun that the cast does not know; null where chance found none.</summary>
    public static WovenThread? About(StoryCast cast, GrammarData data, bool isOfMotif, Random random)
    {
        var ofOneWord = random.Next(3) == 0;
        var threads = data.Threads.Where(t => t.OnlyWord is not null == ofOneWord && t.IsOfMotif == isOfMotif && t.Heroes.Allows(cast.Hero.Kind)).ToArray();
        if (threads.Length == 0) return null;
        var thread = StoryCast.Pick(threads, random);
        var motifs = thread.OnlyWord is { } word ? [new Motif("", word, [])] : data.MotifsOf(thread);
        return Subject.For(cast, motifs, [], random) is { } subject ? new(thread, subject) : null;
    }
}
