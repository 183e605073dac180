using System.Text.RegularExpressions;

namespace MuseSpark.Provenance.Fingerprints;

/// <summary>
/// A text in passages, so that a quoted part is found: its paragraphs, and of each paragraph every run of three sentences. Where the runs
/// begin hangs on the text alone, so a quotation has the same ones, but for those at its ends.
/// </summary>
public static partial class Passages
{
    /// <summary>Passages of fewer words are too common to be told apart.</summary>
    public const int MinWords = 8;

    /// <summary>The most passages that are given; of a longer text the first ones.</summary>
    public const int MaxCount = 10_000;

    private const int Sentences = 3;

    /// <summary>The passages with their places in the text, in its order; none is given twice.</summary>
    public static IEnumerable<(Range Place, TextFingerprint Fingerprint)> Of(string text)
    {
        if (text.Length > NormalText.MaxLength) throw new ArgumentException($"A text to take fingerprints of has at most {NormalText.MaxLength:N0} characters, not {text.Length:N0}.", nameof(text));
        return Places(text).Distinct().Select(place => (place, TextFingerprint.Of(text[place]))).Where(p => p.Item2.Words >= MinWords).Take(MaxCount);
    }

    private static IEnumerable<Range> Places(string text)
    {
        foreach (Match paragraph in Paragraph().Matches(text))
        {
            yield return paragraph.Index..(paragraph.Index + paragraph.Length);
            var sentences = Sentence().Matches(paragraph.Value);
            for (var i = 0; i + Sentences <= sentences.Count; i++)
            {
                var last = sentences[i + Sentences - 1];
                yield return (paragraph.Index + sentences[i].Index)..(paragraph.Index + last.Index + last.Length);
            }
        }
    }

    /// <summary>What lies between empty lines.</summary>
    [GeneratedRegex(@"\S(?:(?!\r?\n[ \t]*\r?\n)[\s\S])*")]
    private static partial Regex Paragraph();

    /// <summary>Up to a full stop, question or exclamation mark and the quotation marks behind it, before white space and no small letter, or the end.</summary>
    [GeneratedRegex("""\S(?:(?![.!?…]["'”’)]*(?:\s+(?![\s\p{Ll}])|\s*$))[\s\S])*(?:[.!?…]+["'”’)]*)?""")]
    private static partial Regex Sentence();
}
