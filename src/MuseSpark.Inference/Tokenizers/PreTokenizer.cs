using System.Text.RegularExpressions;

namespace MuseSpark.Inference.Tokenizers;

/// <summary>What becomes of the places where the pattern of a <see cref="PreTokenizer"/> is found.</summary>
internal enum SplitBehaviour
{
    Isolated,
    Removed,
    MergedWithPrevious,
    MergedWithNext,
}

/// <summary>One rule that cuts a text into words, which byte-pair encoding never joins across.</summary>
/// <param name="Pattern">What to look for, or null to leave the text whole.</param>
/// <param name="Invert">True where the pattern describes what lies between the places.</param>
/// <param name="AddPrefixSpace">Whether a text that starts without a space gets one first.</param>
internal sealed record PreTokenizer(Regex? Pattern, SplitBehaviour Behaviour, bool Invert, bool AddPrefixSpace = false)
{
    /// <summary>GPT-2's rule (Radford et al. 2019): contractions, words, numbers, symbols, each with the space before it.</summary>
    public const string Gpt2Pattern = @"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+";

    // The pattern may come from somebody else's file.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static Regex Compile(string pattern) => new(pattern, RegexOptions.CultureInvariant, Patience);

    /// <summary>The words of <paramref name="text"/> in order.</summary>
    /// <exception cref="RegexMatchTimeoutException">The pattern is one that takes for ever on this text.</exception>
    public List<string> Split(string text)
    {
        if (AddPrefixSpace && text.Length > 0 && text[0] != ' ') text = " " + text;
        if (Pattern is null) return [text];
        var mapped = new CodePointText(text);
        var words = new List<string>();
        // [start, end) is the word being gathered; a merge behaviour lets a place join it rather than end it.
        var start = 0;
        var position = 0;
        foreach (var place in Pattern.EnumerateMatches(mapped.Units))
        {
            if (place.Length == 0) continue;
            Add(place.Index, isPlace: Invert);
            Add(place.Index + place.Length, isPlace: !Invert);
        }
        Add(mapped.Units.Length, isPlace: Invert);
        Flush(mapped.Units.Length);
        return words;

        void Add(int end, bool isPlace)
        {
            if (end == position) return;
            switch (isPlace, Behaviour)
            {
                case (true, SplitBehaviour.Removed):
                    Flush(position);
                    start = end;
                    break;
                case (true, SplitBehaviour.MergedWithPrevious):
                    Flush(end);
                    break;
                case (true, SplitBehaviour.MergedWithNext):
                    Flush(position);
                    break;
                case (true, SplitBehaviour.Isolated):
                    Flush(position);
                    Flush(end);
                    break;
                case (false, SplitBehaviour.MergedWithNext):
                    Flush(end);
                    break;
            }
            position = end;
        }

        void Flush(int end)
        {
            if (end > start) words.Add(mapped.Slice(start, end - start));
            start = end;
        }
    }
}
