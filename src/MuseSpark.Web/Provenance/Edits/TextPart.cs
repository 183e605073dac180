using System.Globalization;
using System.Text;

namespace MuseSpark.Web.Provenance.Edits;

/// <summary>A word or a mark of a text.</summary>
/// <param name="Token">What is compared: the word or the mark alone.</param>
/// <param name="Whole">With the white space behind it, for the first one also with that before it.</param>
/// <param name="IsWord">Letters and digits; marks don't count as words.</param>
public readonly record struct TextPart(string Token, string Whole, bool IsWord)
{
    /// <summary>All of a text; their wholes put together are the text again. Scripts without spaces count a word for each letter.</summary>
    public static IReadOnlyList<TextPart> Of(string text)
    {
        var parts = new List<TextPart>();
        int start = 0, tokenStart = 0, tokenEnd = 0;
        var isWord = false;
        for (var at = 0; at < text.Length;)
        {
            var status = Rune.DecodeFromUtf16(text.AsSpan(at), out var rune, out var length);
            var form = status == System.Buffers.OperationStatus.Done ? FormOf(rune) : Form.Mark;
            var isBlank = tokenEnd == tokenStart;
            var isOpen = !isBlank && tokenEnd == at;
            if (form == Form.Joined && isOpen || form == Form.Letter && isOpen && isWord && !StandsAlone(text, tokenStart))
            {
                tokenEnd = at + length;
            }
            else if (form == Form.Apostrophe && isOpen && isWord && at + length < text.Length && char.IsLetter(text[at + length]))
            {
                tokenEnd = at + length;
            }
            else if (form != Form.Space)
            {
                if (!isBlank) Close(at);
                (tokenStart, tokenEnd, isWord) = (at, at + length, form is Form.Letter or Form.Sign);
            }

            at += length;
        }

        if (tokenEnd > tokenStart) Close(text.Length);
        return parts;

        void Close(int end)
        {
            parts.Add(new(text[tokenStart..tokenEnd], text[start..end], isWord));
            start = end;
        }
    }

    private enum Form { Space, Letter, Sign, Joined, Apostrophe, Mark }

    private static Form FormOf(Rune rune) => Rune.IsWhiteSpace(rune) ? Form.Space
        : rune.Value is '\'' or 0x2019 ? Form.Apostrophe
        : Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format => Form.Joined,
            _ when Rune.IsLetterOrDigit(rune) => IsSign(rune.Value) ? Form.Sign : Form.Letter,
            _ => Form.Mark,
        };

    private static bool StandsAlone(string text, int at) => Rune.TryGetRuneAt(text, at, out var rune) && IsSign(rune.Value);

    /// <summary>Han, kana, Thai, Lao, Burmese, Khmer: written without spaces.</summary>
    private static bool IsSign(int value) =>
        value is >= 0x0E00 and <= 0x0EFF or >= 0x1000 and <= 0x109F or >= 0x1780 and <= 0x17FF or >= 0x3040 and <= 0x30FF
            or >= 0x3400 and <= 0x9FFF or >= 0xF900 and <= 0xFAFF or >= 0x20000 and <= 0x3FFFF;
}
