using System.Text;

namespace MuseSpark.Inference.Classification.Reading;

/// <summary>
/// Cuts a text into words. Each is read as it stands, and, where it is spelled to deceive, once more as it is meant; the second
/// reading follows the first and shares its place.
/// </summary>
/// <remarks>Takes time in proportion to the text, whatever the text.</remarks>
public static class WordReader
{
    // A word without end (or a script without spaces) is cut; what is longer is no word of any language that the model knows.
    private const int MaxToken = 64;
    private const int LeastSpelledOut = 3;

    public static List<Word> Read(string text)
    {
        var words = new List<Word>(text.Length / 5 + 1);
        var folded = new StringBuilder(MaxToken);
        var meant = new List<string>();
        var letters = new StringBuilder();
        var (place, from, last) = (0, 0, 0);
        for (var i = 0; i < text.Length;)
        {
            if (char.IsWhiteSpace(text[i]))
            {
                i++;
                continue;
            }
            var end = i + 1;
            while (end < text.Length && end - i < MaxToken && !char.IsWhiteSpace(text[end])) end++;
            if (end < text.Length && char.IsLowSurrogate(text[end])) end++;
            Fold(text.AsSpan(i, end - i), folded);

            // Letters that stand alone one after the other spell a word; a wider gap ends it.
            var lone = LoneLetter(folded);
            if (letters.Length > 0 && (lone is null || i - last > 1)) FinishSpelling();
            if (lone is not null)
            {
                if (letters.Length == 0) from = i;
                letters.Append(lone);
            }
            last = end;

            var first = words.Count;
            place = ReadAsItStands(text, i, end, place, words);
            ReadAsMeant(i, end, first);
            i = end;
        }
        FinishSpelling();
        return words;

        void ReadAsMeant(int start, int end, int first)
        {
            meant.Clear();
            Respelling.Undo(folded.ToString(), meant);
            foreach (var word in meant)
            {
                var known = false;
                for (var w = first; w < words.Count && !known; w++) known = words[w].Text == word;
                if (known) continue;
                if (words.Count == first) place++;
                words.Add(new Word(place - 1, start, end - start, word));
            }
        }

        void FinishSpelling()
        {
            if (letters.Length >= LeastSpelledOut)
            {
                meant.Clear();
                for (var i = 0; i < letters.Length; i += MaxToken) Respelling.Undo(letters.ToString(i, Math.Min(MaxToken, letters.Length - i)), meant);
                // Signs alone have no place yet.
                if (meant.Count > 0 && (words.Count == 0 || words[^1].Start < from)) place++;
                foreach (var word in meant) words.Add(new Word(place - 1, from, last - from, word));
            }
            letters.Clear();
        }
    }

    /// <summary>Runs of letters and digits, with apostrophes inside.</summary>
    private static int ReadAsItStands(string text, int start, int end, int place, List<Word> words)
    {
        for (var i = start; i < end;)
        {
            if (!char.IsLetterOrDigit(text[i]))
            {
                i++;
                continue;
            }
            var stop = i + 1;
            while (stop < end && (char.IsLetterOrDigit(text[stop])
                || text[stop] is '\'' or '\u2019' && stop + 1 < end && char.IsLetterOrDigit(text[stop + 1]))) stop++;
            words.Add(new Word(place++, i, stop - i, text[i..stop].ToLowerInvariant().Replace('\u2019', '\'')));
            i = stop;
        }
        return place;
    }

    private static void Fold(ReadOnlySpan<char> token, StringBuilder folded)
    {
        folded.Clear();
        foreach (var rune in token.EnumerateRunes())
        {
            var code = LetterFolding.Fold(rune);
            if (code is > LetterFolding.Dropped and < 0x10000) folded.Append((char)code);
        }
    }

    /// <summary>The only letter of a token such as "k", "k." or "1".</summary>
    private static char? LoneLetter(StringBuilder folded)
    {
        char? lone = null;
        if (folded.Length > 2) return null;
        for (var i = 0; i < folded.Length; i++)
        {
            if (!char.IsAsciiLetterOrDigit(folded[i]) && folded[i] is not ('@' or '$')) continue;
            if (lone is not null) return null;
            lone = folded[i];
        }
        return lone;
    }
}
