namespace MuseSpark.Web.Provenance.Edits;

/// <summary>Of each word of a text, whether a person wrote it.</summary>
public sealed class WordOrigins
{
    /// <summary>A model may begin with a word or two of the prompt by chance.</summary>
    private const int LeastGiven = 3;

    private readonly bool[] _human;

    private WordOrigins(bool[] human) => _human = human;

    public int Words => _human.Length;
    public int HumanWords => _human.Count(human => human);

    /// <value>0 to 1; 0 for a text without words.</value>
    public double Share => Words == 0 ? 0 : (double)HumanWords / Words;

    /// <summary>Lengths of runs: of a model's words (maybe 0), of a person's, and so on.</summary>
    public IReadOnlyList<int> Runs()
    {
        var runs = new List<int> { 0 };
        foreach (var human in _human)
        {
            if (human != (runs.Count % 2 == 0)) runs.Add(0);
            runs[^1]++;
        }

        return runs;
    }

    /// <summary>The inverse of <see cref="Runs"/>.</summary>
    public static WordOrigins FromRuns(IReadOnlyList<int> runs) => new([.. runs.SelectMany((length, i) => Enumerable.Repeat(i % 2 == 1, length))]);

    /// <summary>Of a text that a model wrote. Where it begins with the words that it was given, it went on from them: these are the person's.</summary>
    public static WordOrigins OfModel(string text, string prompt)
    {
        var words = WordsOf(TextPart.Of(text));
        var given = WordsOf(TextPart.Of(prompt));
        var human = new bool[words.Count];
        if (given.Count >= LeastGiven && words.Take(given.Count).SequenceEqual(given)) Array.Fill(human, true, 0, given.Count);
        return new WordOrigins(human);
    }

    /// <summary>Of a text that a person made from another: the words that stayed are whose they were, the new ones are the person's.</summary>
    /// <param name="before">Of the text before.</param>
    public static WordOrigins AfterEdit(WordOrigins before, TextChanges changes)
    {
        var oldWords = PlacesOf(changes.Before);
        var newWords = PlacesOf(changes.After);
        var human = new bool[changes.After.Count(part => part.IsWord)];
        Array.Fill(human, true);
        // Words that were counted in another way, by an older version, can't be told apart: they pass for the model's.
        var isKnown = before.Words == changes.Before.Count(part => part.IsWord);
        foreach (var (old, now) in changes.Kept())
            if (changes.After[now].IsWord) human[newWords[now]] = isKnown && before._human[oldWords[old]];
        return new WordOrigins(human);
    }

    private static List<string> WordsOf(IReadOnlyList<TextPart> parts) => [.. parts.Where(part => part.IsWord).Select(part => part.Token)];

    /// <summary>For each part how many words stand before it.</summary>
    private static int[] PlacesOf(IReadOnlyList<TextPart> parts)
    {
        var places = new int[parts.Count];
        for (var (i, words) = (0, 0); i < parts.Count; i++)
        {
            places[i] = words;
            if (parts[i].IsWord) words++;
        }

        return places;
    }
}
