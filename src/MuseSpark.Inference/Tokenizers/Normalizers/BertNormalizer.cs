// Devlin et al. 2018, "BERT", https://arxiv.org/abs/1810.04805: the rules of its tokenization.py.
using System.Globalization;
using System.Text;

namespace MuseSpark.Inference.Tokenizers.Normalizers;

/// <summary>BERT's own cleaning: control characters go, ideographs stand alone, and perhaps case and accents go.</summary>
internal sealed class BertNormalizer(TokenizerJson.Step step)
{
    public string Normalize(string text)
    {
        if (step.CleanText) text = Clean(text);
        if (step.HandleChineseChars) text = SpaceIdeographs(text);
        if (step.StripAccents ?? step.Lowercase)
            text = NormalizerReader.Keep(UnicodeForms.D(text), rune => Rune.GetUnicodeCategory(rune) != UnicodeCategory.NonSpacingMark);
        return step.Lowercase ? NormalizerReader.Lower(text) : text;
    }

    private static string Clean(string text)
    {
        var result = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value is '\t' or '\n' or '\r') result.Append(' ');
            else if (rune.Value != 0xFFFD && !IsControl(rune)) result.Append(Rune.IsWhiteSpace(rune) ? " " : rune.ToString());
        }
        return result.ToString();
    }

    private static bool IsControl(Rune rune) => Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate;

    private static string SpaceIdeographs(string text)
    {
        var result = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsIdeograph(rune.Value)) result.Append(' ').Append(rune).Append(' ');
            else result.Append(rune);
        }
        return result.ToString();
    }

    private static bool IsIdeograph(int point) => point
        is (>= 0x4E00 and <= 0x9FFF) or (>= 0x3400 and <= 0x4DBF) or (>= 0x20000 and <= 0x2A6DF) or (>= 0x2A700 and <= 0x2B73F)
        or (>= 0x2B740 and <= 0x2B81F) or (>= 0x2B820 and <= 0x2CEAF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x2F800 and <= 0x2FA1F);
}
