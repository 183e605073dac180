using System.Globalization;
using System.Text;

namespace MuseSpark.Web.Generations;

/// <summary>What is done to a person's words before they are stored: as little as possible.</summary>
public static class PromptText
{
    /// <summary>Line ends become \n, everything else stays as it was written. (Control characters don't get this far.)</summary>
    public static string Clean(string text) => text.ReplaceLineEndings("\n");

    /// <summary>Whether there is anything to see in it.</summary>
    public static bool IsBlank(string text) => text.EnumerateRunes().All(rune => Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.SpaceSeparator
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
