namespace MuseSpark.Training.Corpus.Grammar;

/// <summary>Names that nobody has: a model that has read them copies letters, and so holds the names it never read.</summary>
public static class InventedName
{
    private static readonly string[]
        Onsets = ["b", "d", "f", "g", "h", "j", "k", "l", "m", "n", "p", "r", "s", "t", "v", "w", "y", "z", "br", "dr", "gr", "kr", "tr", "sh", "ch", "th", "st", "sv", "kw", "", ""],
        Vowels = ["a", "a", "e", "e", "i", "i", "o", "u", "ai", "ee", "ia", "io", "au", "ei"],
        Middles = ["", "", "", "n", "l", "r", "m", "s", "nd", "lm", "rk"],
        HisEnds = ["n", "k", "r", "l", "sh", "o", "o", "s", "m", "rt", "n"],
        HerEnds = ["a", "a", "a", "i", "e", "ah", "ina", "elle", "ie"];

    /// <param name="gender">h or s.</param>
    public static string Next(char gender, Random random)
    {
        var syllables = Enumerable.Range(0, random.Next(1, 3)).Select(_ => Pick(Onsets) + Pick(Vowels) + Pick(Middles));
        var name = string.Concat(syllables) + (gender == 'h' ? Pick(Onsets) + Pick(Vowels) + Pick(HisEnds) : Pick(Onsets) + Pick(HerEnds));
        return char.ToUpperInvariant(name[0]) + name[1..];

        string Pick(string[] from) => StoryCast.Pick(from, random);
    }
}
