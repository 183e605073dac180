using System.Globalization;
using System.Text;
using MuseSpark.Provenance.Unicode;

namespace MuseSpark.Provenance.Fingerprints;

/// <summary>Text as its words alone make it: what editors, chat windows and web pages change without a reader noticing is made equal.</summary>
public static class NormalText
{
    /// <summary>The largest text that is read, in characters.</summary>
    public const int MaxLength = 4_000_000;

    /// <summary>
    /// NFC, lower case, each run of white space one space, none at the ends; invisible characters (format controls, variation selectors)
    /// left out, curved quotation marks and long dashes as their plain ones.
    /// </summary>
    /// <exception cref="ArgumentException">The text is longer than <see cref="MaxLength"/>.</exception>
    public static string Of(string text)
    {
        if (text.Length > MaxLength) throw new ArgumentException($"A text to take a fingerprint of has at most {MaxLength:N0} characters, not {text.Length:N0}.", nameof(text));
        var normal = new StringBuilder(text.Length);
        var space = false;
        // Invisible ones first: between a letter and its accent they would keep the two apart.
        foreach (var rune in NormalFormC.Of(Visible(text)).EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune))
            {
                space = normal.Length > 0;
                continue;
            }
            if (space) normal.Append(' ');
            space = false;
            normal.Append(Rune.ToLowerInvariant(Plain(rune)).ToString());
        }
        return normal.ToString();
    }

    private static string Visible(string text)
    {
        var visible = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            if (!IsInvisible(rune)) visible.Append(rune.ToString());
        return visible.ToString();
    }

    private static bool IsInvisible(Rune rune) =>
        rune.Value is >= 0xFE00 and <= 0xFE0F or >= 0xE0100 and <= 0xE01EF or 0x034F
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control && !Rune.IsWhiteSpace(rune);

    private static Rune Plain(Rune rune) => rune.Value switch
    {
        0x2018 or 0x2019 or 0x201A or 0x2032 => new Rune('\''),
        0x201C or 0x201D or 0x201E or 0x2033 => new Rune('"'),
        0x2010 or 0x2011 or 0x2012 or 0x2013 or 0x2014 or 0x2212 => new Rune('-'),
        _ => rune,
    };
}
