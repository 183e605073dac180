namespace MuseSpark.Training.Corpus.Grammar;

/// <summary>One noun that a prompt may name beside the hero.</summary>
/// <param name="Class">What can be done with it: small, big, food, many, stuff, being, spot, job, name, part, worn, kin or idea.</param>
public sealed record Motif(string Class, string Name, string[] Adjectives)
{
    /// <summary>Apples, honey and Yuki take no article.</summary>
    public bool TakesArticle => Class is not ("many" or "stuff" or "name");

    /// <summary>Reads a line of motifs*.txt: "small | ball: red, round; key: rusty".</summary>
    public static IEnumerable<Motif> Read(string[] cells) =>
        cells[1].Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(entry => entry.Split(": ", 2))
            .Select(entry => new Motif(cells[0], entry[0], entry.Length > 1 ? entry[1].Split(',', StringSplitOptions.TrimEntries) : []));
}

/// <summary>What a hero does with the noun: he washes it, to wash it, he washed it, he is washing it.</summary>
public sealed record Verb(string Does, string Do, string Did, string Doing)
{
    /// <summary>Reads "washes | wash | washed | washing; …".</summary>
    public static Verb[] Read(string list) =>
        [.. list.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(entry => entry.Split('|', StringSplitOptions.TrimEntries))
            .Select(forms => forms is [var does, var infinitive, var did, var doing] ? new Verb(does, infinitive, did, doing)
                : throw new InvalidDataException($"A verb has four forms, and '{string.Join(" | ", forms)}' has not."))];
}

/// <summary>The noun that a story, or its thread, is about.</summary>
public sealed record Subject(Motif Motif, string? Adjective, Verb? Verb)
{
    /// <summary>"red ball", "honey"</summary>
    public string Described => Adjective is null ? Motif.Name : $"{Adjective} {Motif.Name}";

    /// <summary>One of these nouns, half of the time with an adjective; null where chance finds none that the cast does not know yet.</summary>
    public static Subject? For(StoryCast cast, Motif[] motifs, Verb[] verbs, Random random)
    {
        for (var tries = 0; tries < 8; tries++)
        {
            var motif = StoryCast.Pick(motifs, random);
            if (cast.Knows(motif.Name)) continue;
            return new(motif, motif.Adjectives.Length > 0 && random.Next(2) == 0 ? StoryCast.Pick(motif.Adjectives, random) : null,
                verbs.Length == 0 ? null : StoryCast.Pick(verbs, random));
        }
        return null;
    }
}
