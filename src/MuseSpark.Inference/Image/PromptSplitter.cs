using System.Globalization;
using System.Text;

namespace MuseSpark.Inference.Image;

/// <param name="Text">In lower case, without the 's of a possessive.</param>
/// <param name="Key">The same without apostrophes, to be looked up.</param>
/// <param name="AfterBreak">A comma or another mark stands before it, so no phrase goes on across.</param>
/// <param name="AfterHyphen">Only a hyphen parts it from the word before.</param>
internal readonly record struct PromptWord(string Text, string Key, bool AfterBreak, bool AfterHyphen);

/// <summary>Cuts a text into words: runs of letters and digits.</summary>
internal static class PromptSplitter
{
    public static List<PromptWord> Split(string text)
    {
        var words = new List<PromptWord>();
        var word = new StringBuilder();
        var between = new StringBuilder();
        foreach (var c in text)
        {
            var letter = c is '\u2019' or '\u02BC' ? '\'' : c is '\u2010' or '\u2011' ? '-' : char.ToLowerInvariant(c);
            if (char.IsLetterOrDigit(letter) || char.IsSurrogate(letter) || (word.Length > 0 && (letter == '\'' || CharUnicodeInfo.GetUnicodeCategory(letter) is UnicodeCategory.NonSpacingMark)))
            {
                word.Append(letter);
                continue;
            }
            Finish();
            if (between.Length < 2 || IsBreak(letter)) between.Append(letter);
        }
        Finish();
        return words;

        void Finish()
        {
            var said = WithoutPossessive(word);
            word.Clear();
            if (said.Length == 0) return;
            var isFirst = words.Count == 0;
            var marks = between.ToString();
            between.Clear();
            words.Add(new PromptWord(said, said.Replace("'", "", StringComparison.Ordinal), !isFirst && marks.Any(IsBreak), !isFirst && marks == "-"));
        }
    }

    private static bool IsBreak(char mark) => mark is ',' or '.' or ';' or ':' or '!' or '?' or '(' or ')' or '\n' or '\u2014' or '\u2026';

    private static string WithoutPossessive(StringBuilder word)
    {
        var said = word.ToString().TrimEnd('\'');
        return said.EndsWith("'s", StringComparison.Ordinal) ? said[..^2] : said;
    }
}
