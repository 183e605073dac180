using System.Text;

namespace MuseSpark.Provenance.Unicode;

/// <summary>
/// Normalization Form C (Unicode Standard Annex 15). Written out here because <see cref="string.Normalize()"/> returns its
/// input unchanged in a program that runs without culture data, as this one does.
/// </summary>
public static class NormalFormC
{
    private const int HangulFirst = 0xAC00, LeadFirst = 0x1100, VowelFirst = 0x1161, TailFirst = 0x11A7;
    private const int Leads = 19, Vowels = 21, Tails = 28;

    /// <summary>The text in NFC. Half characters (lone surrogates) stay as they are.</summary>
    public static string Of(string text)
    {
        // Nothing below U+0300 combines with anything or is combined away.
        if (!text.AsSpan().ContainsAnyInRange('\u0300', '\uFFFF')) return text;
        var runes = Decompose(text);
        Order(runes);
        Compose(runes);
        var result = new StringBuilder(text.Length);
        foreach (var rune in runes)
        {
            if (rune < 0x10000) result.Append((char)rune);
            else result.Append(char.ConvertFromUtf32(rune));
        }
        return result.ToString();
    }

    /// <summary>The UTF-8 text in NFC, as UTF-8.</summary>
    /// <exception cref="DecoderFallbackException">The bytes are not UTF-8.</exception>
    public static byte[] Of(ReadOnlySpan<byte> utf8) =>
        // 0xCC is the first byte of U+0300.
        utf8.ContainsAnyInRange((byte)0xCC, (byte)0xFF) ? Strict.GetBytes(Of(Strict.GetString(utf8))) : utf8.ToArray();

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static List<int> Decompose(string text)
    {
        var runes = new List<int>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogatePair(text, i)) Decompose(char.ConvertToUtf32(text[i], text[++i]), runes);
            else Decompose(text[i], runes);
        }
        return runes;
    }

    private static void Decompose(int rune, List<int> runes)
    {
        var syllable = rune - HangulFirst;
        if (syllable is >= 0 and < Leads * Vowels * Tails)
        {
            runes.Add(LeadFirst + syllable / (Vowels * Tails));
            runes.Add(VowelFirst + syllable % (Vowels * Tails) / Tails);
            if (syllable % Tails != 0) runes.Add(TailFirst + syllable % Tails);
        }
        else if (CanonicalForms.Table.DecompositionOf(rune) is { } parts)
        {
            foreach (var part in parts) Decompose(part, runes);
        }
        else
        {
            runes.Add(rune);
        }
    }

    /// <summary>Sorts each run of combining marks by class; equal classes keep their order.</summary>
    private static void Order(List<int> runes)
    {
        for (var i = 0; i < runes.Count; i++)
        {
            var start = i;
            while (i < runes.Count && CanonicalForms.Table.ClassOf(runes[i]) != 0) i++;
            if (i - start < 2) continue;
            // A sort and not insertions: a hostile text can hold a million marks on one letter.
            var sorted = runes[start..i].OrderBy(rune => CanonicalForms.Table.ClassOf(rune)).ToArray();
            for (var k = 0; k < sorted.Length; k++) runes[start + k] = sorted[k];
        }
    }

    private static void Compose(List<int> runes)
    {
        var length = 0;
        var starter = -1;
        var lastClass = 0;
        for (var i = 0; i < runes.Count; i++)
        {
            var rune = runes[i];
            var mark = CanonicalForms.Table.ClassOf(rune);
            // A mark is blocked from its starter by an earlier one of the same or a higher class.
            var reaches = starter >= 0 && (length - 1 == starter || lastClass < mark);
            if (reaches && TryCompose(runes[starter], rune, out var composed))
            {
                runes[starter] = composed;
                continue;
            }
            if (mark == 0) starter = length;
            lastClass = mark;
            runes[length++] = rune;
        }
        runes.RemoveRange(length, runes.Count - length);
    }

    private static bool TryCompose(int first, int second, out int composed)
    {
        if (first - LeadFirst is >= 0 and < Leads && second - VowelFirst is >= 0 and < Vowels)
        {
            composed = HangulFirst + ((first - LeadFirst) * Vowels + second - VowelFirst) * Tails;
            return true;
        }
        var syllable = first - HangulFirst;
        if (syllable is >= 0 and < Leads * Vowels * Tails && syllable % Tails == 0 && second - TailFirst is > 0 and < Tails)
        {
            composed = first + second - TailFirst;
            return true;
        }
        return CanonicalForms.Table.TryCompose(first, second, out composed);
    }
}
