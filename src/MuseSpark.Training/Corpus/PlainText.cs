using System.Text;
using System.Text.RegularExpressions;

namespace MuseSpark.Training.Corpus;

/// <summary>Brings every source to the same plain characters, so that the small vocabulary is not spent on typography.</summary>
public static partial class PlainText
{
    public static string Normalize(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var rune in text.Normalize(NormalizationForm.FormC).EnumerateRunes())
            plain.Append(rune.Value switch
            {
                0x2018 or 0x2019 or 0x02BC => "'",
                0x201C or 0x201D => "\"",
                0x2013 or 0x2014 => " - ",
                0x2026 => "...",
                0x00A0 or '\t' => " ",
                '\r' => "",
                _ => rune.ToString(),
            });
        var spaced = ManySpaces().Replace(plain.ToString(), " ");
        return ManyLines().Replace(spaced, "\n\n").Trim();
    }

    public static string[] Paragraphs(string text) =>
        text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    [GeneratedRegex(@"[ ]{2,}| +(?=\n)")] private static partial Regex ManySpaces();
    [GeneratedRegex(@"\n{3,}")] private static partial Regex ManyLines();
}
