namespace MuseSpark.Inference.Image;

/// <summary>What an English plural may be the plural of. Whether a guess is a word is for the caller to know.</summary>
internal static class EnglishPlurals
{
    private static readonly Dictionary<string, string> Irregular = new()
    {
        ["children"] = "child",
        ["feet"] = "foot",
        ["geese"] = "goose",
        ["mice"] = "mouse",
        ["oxen"] = "ox",
        ["people"] = "person",
        ["teeth"] = "tooth",
        ["dice"] = "die",
        ["cacti"] = "cactus",
        ["octopi"] = "octopus",
        ["fungi"] = "fungus",
        ["lice"] = "louse",
    };

    // Verbs and small words that only look like plurals.
    private static readonly HashSet<string> Never = ["does", "goes", "this", "thus", "less", "news", "hers", "ours", "yours", "theirs", "sometimes", "always"];

    /// <param name="noun">One word in lower case.</param>
    public static IEnumerable<string> Singulars(string noun)
    {
        if (noun.Length < 4 || Never.Contains(noun)) yield break;
        if (Irregular.TryGetValue(noun, out var irregular)) yield return irregular;
        if (noun.EndsWith("men", StringComparison.Ordinal)) yield return noun[..^2] + "an";
        if (noun.EndsWith("ves", StringComparison.Ordinal))
        {
            yield return noun[..^3] + "f";
            yield return noun[..^3] + "fe";
        }
        if (noun.EndsWith("ies", StringComparison.Ordinal)) yield return noun[..^3] + "y";
        if (noun[^1] != 's' || noun[^2] == 's') yield break;
        yield return noun[..^1];
        if (noun[^2] == 'e') yield return noun[..^2];
    }
}
