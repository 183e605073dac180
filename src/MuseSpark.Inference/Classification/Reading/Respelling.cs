using System.Text;

namespace MuseSpark.Inference.Classification.Reading;

/// <summary>Undoes what people do to a word so that a filter doesn't know it: digits for letters, dots in between, letters held down.</summary>
internal static class Respelling
{
    private const int MaxLetters = 64;

    /// <summary>The words that a folded token may stand for; empty where no trick is seen.</summary>
    /// <param name="token">Without white space, as <see cref="LetterFolding"/> leaves it.</param>
    /// <param name="found">Receives at most four words for each part of the token.</param>
    public static void Undo(ReadOnlySpan<char> token, List<string> found)
    {
        while (token.Length > 0 && !IsEdge(token[0])) token = token[1..];
        while (token.Length > 0 && !IsEdge(token[^1])) token = token[..^1];
        if (token.Length is < 2 or > MaxLetters || !HasLetter(token)) return;
        if (IsTakenApart(token))
        {
            var joined = new StringBuilder(token.Length);
            foreach (var c in token)
                if (IsBody(c)) joined.Append(c);
            Read(joined.ToString(), found);
            return;
        }
        var start = 0;
        for (var i = 0; i <= token.Length; i++)
            if (i == token.Length || !IsBody(token[i]))
            {
                if (i - start > 1) Read(token[start..i].ToString(), found);
                start = i + 1;
            }
    }

    private static void Read(string word, List<string> found)
    {
        // 3rd, 1950s, 40mm: a number with its ending is no word in disguise. Nor is a word of an alphabet that isn't Latin.
        var digits = word.AsSpan().IndexOfAnyExceptInRange('0', '9');
        if (digits > 0 && word.AsSpan(digits).IndexOfAnyExceptInRange('a', 'z') < 0) return;
        var letters = new StringBuilder(word.Length);
        foreach (var c in word)
            if (Letter(c) is { } letter) letters.Append(letter);
            else return;
        Add(letters.ToString(), found);
        if (word.AsSpan().IndexOfAny('1', '|') >= 0) Add(letters.ToString().Replace('i', 'l'), found);
    }

    private static void Add(string word, List<string> found)
    {
        if (!IsHeldDown(word)) found.Add(word);
        else
        {
            found.Add(Shorten(word, 1));
            found.Add(Shorten(word, 2));
        }
    }

    private static char? Letter(char c) => c switch
    {
        >= 'a' and <= 'z' => c,
        '4' or '@' => 'a',
        '8' => 'b',
        '3' => 'e',
        '6' or '9' => 'g',
        '1' or '!' or '|' => 'i',
        '0' => 'o',
        '5' or '$' => 's',
        '7' or '+' => 't',
        '2' => 'z',
        '\'' => '\'',
        _ => null,
    };

    /// <summary>k.i.l.l and su-i-cide, but not well-known, nor two words with a dash between them.</summary>
    private static bool IsTakenApart(ReadOnlySpan<char> token)
    {
        if (token.ContainsAny('\u2013', '\u2014', '\u2026')) return false;
        var (start, apart) = (0, false);
        var cuts = 0;
        for (var i = 0; i <= token.Length; i++)
            if (i == token.Length || !IsBody(token[i]))
            {
                if (i - start is 1 or 2) apart = true;
                if (i < token.Length) cuts++;
                start = i + 1;
            }
        return apart && cuts > 0;
    }

    private static bool IsHeldDown(string word)
    {
        for (var i = 2; i < word.Length; i++)
            if (word[i] == word[i - 1] && word[i] == word[i - 2]) return true;
        return false;
    }

    /// <summary>Cuts runs of three or more equal letters to <paramref name="keep"/>.</summary>
    private static string Shorten(string word, int keep)
    {
        var result = new StringBuilder(word.Length);
        for (int i = 0, next; i < word.Length; i = next)
        {
            for (next = i + 1; next < word.Length && word[next] == word[i];) next++;
            result.Append(word[i], next - i >= 3 ? keep : next - i);
        }
        return result.ToString();
    }

    private static bool HasLetter(ReadOnlySpan<char> token)
    {
        foreach (var c in token)
            if (char.IsAsciiLetter(c)) return true;
        return token.Count('$') + token.Count('@') == token.Length;
    }

    private static bool IsEdge(char c) => char.IsLetterOrDigit(c) || c is '@' or '$';

    private static bool IsBody(char c) => char.IsAsciiLetterOrDigit(c) || c is '@' or '$' or '!' or '|' or '+' or '\'' || c > 0x7F && char.IsLetter(c);
}
