using System.Text;
using MuseSpark.Web.Provenance.Edits;

namespace MuseSpark.Web.Moderation.Screening;

/// <summary>
/// Whether a text is too short to say much. Spaces alone don't tell: Chinese, Japanese and Thai are written without them, and the structure that
/// somebody asks for can leave them out. So it has to be short by every count.
/// </summary>
internal static class ShortText
{
    /// <param name="words">Fewer than so many, parted by spaces or by marks; each letter is one where letters are not parted at all. Numbers are none.</param>
    /// <param name="letters">Fewer than so many, for words that are written as one.</param>
    public static bool HasFewer(string text, int words, int letters) =>
        text.Split((char[]?)null, words, StringSplitOptions.RemoveEmptyEntries).Length < words
        && text.EnumerateRunes().Count(Rune.IsLetter) < letters
        && TextPart.Of(text).Count(part => part.IsWord && part.Token.EnumerateRunes().Any(Rune.IsLetter)) < words;
}
