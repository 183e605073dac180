using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Classification.Reading;

/// <summary>
/// The vocabulary of an encoder: whole words, and parts of words that follow others. A word is cut into the longest pieces there are,
/// from its beginning on (WordPiece; Wu and others 2016).
/// </summary>
public sealed class WordPieces
{
    public const string FileName = "pieces.txt";

    /// <summary>What stands for nothing, for a character that isn't known, before a passage and behind it: the first four lines of the file.</summary>
    public const int Padding = 0, Unknown = 1, First = 2, Last = 3;

    private const string Continued = "##";
    private const int MostPieces = 1 << 16;

    private readonly Dictionary<string, int> _starts = [], _continuations = [];
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _start, _continuation;
    private readonly int _longest;

    public WordPieces(IReadOnlyList<string> pieces)
    {
        for (var i = Last + 1; i < pieces.Count; i++)
        {
            var continues = pieces[i].Length > Continued.Length && pieces[i].StartsWith(Continued, StringComparison.Ordinal);
            var letters = continues ? pieces[i][Continued.Length..] : pieces[i];
            if (!(continues ? _continuations : _starts).TryAdd(letters, i)) throw new ModelException($"The classifier's {FileName} holds '{pieces[i]}' twice.");
            _longest = Math.Max(_longest, letters.Length);
        }
        Count = pieces.Count;
        (_start, _continuation) = (_starts.GetAlternateLookup<ReadOnlySpan<char>>(), _continuations.GetAlternateLookup<ReadOnlySpan<char>>());
    }

    public int Count { get; }

    /// <exception cref="ModelException">The file is missing or damaged.</exception>
    public static WordPieces Read(string folder)
    {
        var file = Path.Combine(folder, FileName);
        if (!File.Exists(file)) throw new ModelException($"The classifier's {FileName} is missing. Copy the whole model folder again.");
        var pieces = File.ReadAllLines(file);
        return pieces.Length is > Last + 1 and <= MostPieces ? new WordPieces(pieces) : throw new ModelException($"The classifier's {FileName} is damaged. Copy the whole model folder again.");
    }

    /// <summary>Adds the pieces of a word in lower case; of one that has a character without a piece, <see cref="Unknown"/> alone.</summary>
    public void Cut(ReadOnlySpan<char> word, List<int> pieces)
    {
        var before = pieces.Count;
        for (var from = 0; from < word.Length;)
        {
            var known = from == 0 ? _start : _continuation;
            var length = Math.Min(_longest, word.Length - from);
            int piece = Unknown;
            while (length > 0 && !known.TryGetValue(word.Slice(from, length), out piece)) length--;
            if (length == 0)
            {
                pieces.RemoveRange(before, pieces.Count - before);
                pieces.Add(Unknown);
                return;
            }
            pieces.Add(piece);
            from += length;
        }
    }

    /// <summary>The piece of a sign that stands between words, or null.</summary>
    public int? Sign(char sign) => _start.TryGetValue([sign], out var piece) ? piece : null;
}
