using System.Globalization;
using System.Text;

namespace MuseSpark.Inference.Tokenizers.PreTokenizers;

/// <summary>
/// A text with one UTF-16 unit a code point, for .NET's regular expressions, which look at units and so take a letter
/// beyond U+FFFF for two symbols. Each such code point is replaced by a rare one of the same Unicode category.
/// </summary>
internal readonly struct CodePointText
{
    // One character below U+10000 for each of the 30 categories, in the order of UnicodeCategory; none occurs in a
    // tokenizer's pattern or has a case partner that does.
    private const string StandIns =
        "\u13A0\uA723\u1F88\uA717\uA001\u0F71\u0F3E\u0488\u0F20\u2160\u0F33\u2000\u2028\u2029\u0081\u2060\uD800\uE000" +
        "\uFE4D\u2E3A\u0F3A\u0F3B\u2E02\u2E03\u0F04\u2A00\u20A0\u02C2\u2400\u0378";

    private readonly int[]? _offsets;

    public CodePointText(string text)
    {
        Source = Units = text;
        if (!text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF')) return;
        var units = new StringBuilder(text.Length);
        var offsets = new List<int>(text.Length + 1);
        for (var i = 0; i < text.Length;)
        {
            offsets.Add(i);
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                units.Append(StandIns[(int)CharUnicodeInfo.GetUnicodeCategory(text, i)]);
                i += 2;
            }
            else
            {
                units.Append(text[i++]);
            }
        }
        offsets.Add(text.Length);
        Units = units.ToString();
        _offsets = [.. offsets];
    }

    public string Source { get; }

    public string Units { get; }

    /// <summary>The part of the source that <paramref name="length"/> units from <paramref name="start"/> stand for.</summary>
    public string Slice(int start, int length)
    {
        if (_offsets is null) return Source.Substring(start, length);
        return Source[_offsets[start].._offsets[start + length]];
    }
}
