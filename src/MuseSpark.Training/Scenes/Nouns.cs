using System.Globalization;

namespace MuseSpark.Training.Scenes;

/// <summary>The vocabulary: chosen from the words that children's stories and their scene lines use most.</summary>
public static class Nouns
{
    // Read before the rows are.
    private static readonly HashSet<string> Marks = ["hold", "lift", "roof", "glow", "fly", "many", "float", "surface", "shore", "swims", "wide", "rare", "core", "still"];

    public static readonly IReadOnlyList<Noun> All = [.. SceneData.Rows("nouns.txt").Select(Read)];

    private static readonly Dictionary<string, Noun> ByName = All.ToDictionary(n => n.Name);

    public static Noun Named(string name) => ByName[name];

    private static Noun Read(string[] row)
    {
        var drawings = row[2].Split(',', StringSplitOptions.TrimEntries);
        var flat = drawings[^1] == "-" ? null : drawings[^1];
        // Values may hold spaces ("plural=old women"), so a tag goes on until the next word that is a tag.
        var tags = new Dictionary<string, string>();
        string? last = null;
        foreach (var word in row.ElementAtOrDefault(7)?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [])
        {
            var (name, value) = word.Split('=') is [var n, var v] ? (n, v) : (word, "");
            if (last == "plural" && !word.Contains('=') && !Marks.Contains(word)) { tags[last] += " " + word; continue; }
            tags[last = name] = value;
        }
        return new Noun(row[0], Enum.Parse<NounKind>(row[1], ignoreCase: true), drawings[0], flat, double.Parse(row[3], CultureInfo.InvariantCulture),
            SceneData.List(row[4]), SceneData.List(row[5]), SceneData.List(row[6]), tags);
    }
}
