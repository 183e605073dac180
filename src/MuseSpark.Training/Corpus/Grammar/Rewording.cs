using System.Text.RegularExpressions;

namespace MuseSpark.Training.Corpus.Grammar;

/// <summary>Says the same in other words, so that the model does not learn whole sentences by heart: "at once" or "right away", "did not" or "didn't".</summary>
public sealed partial class Rewording
{
    private readonly (Regex Find, string[] Wordings)[][] _rows;

    public Rewording(GrammarData data) =>
        _rows = [.. data.Rewordings.Select(row => row.Split(';', StringSplitOptions.TrimEntries)
            .Select(GrammarData.Wordings).Select(w => (Finder(w), w)).ToArray())];

    /// <summary>A name instead of "he", where a sentence begins and after what somebody said: always right, and it says again who the story is about.</summary>
    public static string Name(string template, Random random)
    {
        template = FirstPronoun().Replace(template, m => random.Next(3) > 0 ? m.Value : m.Value switch
        {
            "{He} " => "{Hero} ",
            "{he} " => "{hero} ",
            _ => "{Friend} ",
        });
        return SaidPronoun().Replace(template, m =>
            random.Next(2) == 0 ? $"\" {m.Groups[2].Value} {(m.Groups[1].Length > 0 ? "{friend}" : "{hero}")}" : m.Value);
    }

    public string Reword(string text, Random random)
    {
        foreach (var row in _rows)
        {
            var choice = random.Next(row.Max(p => p.Wordings.Length));
            if (choice == 0) continue;
            foreach (var (find, wordings) in row)
                if (choice < wordings.Length)
                    text = find.Replace(text, m => char.IsUpper(m.Value[0]) ? char.ToUpperInvariant(wordings[choice][0]) + wordings[choice][1..] : wordings[choice]);
        }
        return text;
    }

    private static Regex Finder(string[] wordings)
    {
        var phrase = wordings[0];
        var first = char.IsLower(phrase[0]) ? $"[{char.ToUpperInvariant(phrase[0])}{phrase[0]}]" : phrase[..1];
        // "It is a star", but not "Here it is."
        var after = wordings[1].Contains('\'') ? "(?= [a-z])" : char.IsLetter(phrase[^1]) ? "\\b" : "";
        return new Regex($"\\b{first}{Regex.Escape(phrase[1..])}{after}", RegexOptions.Compiled);
    }

    [GeneratedRegex("(?<=^|[.!?]\"? )\\{(?:[Hh]e|Fhe)\\} ")] private static partial Regex FirstPronoun();
    [GeneratedRegex("\" \\{(f?)he\\} (said|asked|called|cried|thought|whispered)(?=[.,])")] private static partial Regex SaidPronoun();
}
