using System.Runtime.InteropServices;
using System.Text;

namespace MuseSpark.Inference.Classification.Reading;

/// <summary>
/// A text as the encoder sees it: the pieces of each word and of the signs behind it. Of the readings of a word the one counts that
/// has the fewest pieces: "shit" is one piece, "sh1t" is three, so tricks of spelling undo themselves, and "covid19" stays.
/// </summary>
/// <remarks>Places are those of <see cref="Word.Place"/>. Where one reading covers several (k i l l), the last has its pieces and the others have none.</remarks>
public sealed class PieceText
{
    private const int MostSigns = 2;

    // A reading has no more letters, so it can't stand for more places.
    private const int MostCovered = 64;

    private readonly List<int> _pieces = [];
    private readonly List<int> _firsts = [];
    private readonly List<(int Start, int End)> _spans = [];

    private PieceText() { }

    /// <summary>(n).</summary>
    public ReadOnlySpan<int> Pieces => CollectionsMarshal.AsSpan(_pieces);

    /// <summary>Number of words.</summary>
    public int Places => _firsts.Count;

    /// <summary>The first piece of a word; of <see cref="Places"/>, the number of pieces.</summary>
    public int FirstOf(int place) => place < _firsts.Count ? _firsts[place] : _pieces.Count;

    /// <summary>Where a word stands in the text.</summary>
    public (int Start, int End) SpanOf(int place) => _spans[place];

    public static PieceText Of(string text, IReadOnlyList<Word> words, WordPieces vocabulary)
    {
        var result = new PieceText();
        var (cut, best, folded) = (new List<int>(), new List<int>(), new StringBuilder());
        var end = 0;
        for (var i = 0; i < words.Count;)
        {
            var place = words[i].Place;
            result.AddSigns(text.AsSpan(Math.Min(end, words[i].Start), Math.Max(0, words[i].Start - end)), vocabulary);
            result._firsts.Add(result._pieces.Count);
            result._spans.Add((words[i].Start, words[i].Start + words[i].Length));
            var (from, least) = (place, int.MaxValue);
            for (; i < words.Count && words[i].Place == place; i++)
            {
                var word = words[i];
                end = Math.Max(end, word.Start + word.Length);
                cut.Clear();
                foreach (var part in Fold(word.Text, folded).Split('\''))
                {
                    if (cut.Count > 0 && vocabulary.Sign('\'') is { } sign) cut.Add(sign);
                    vocabulary.Cut(part, cut);
                }
                var covered = result.CoveredBy(word, place);
                if (covered < place && word.Text.Length * 4 < 3 * result.Letters(covered, place)) continue;
                var cost = Cost(cut, word) - (covered < place ? result._firsts[place] - result._firsts[covered] : 0);
                if (cost >= least) continue;
                (from, least) = (covered, cost);
                (best, cut) = (cut, best);
            }
            result.Put(from, place, best);
        }
        result.AddSigns(text.AsSpan(Math.Min(end, text.Length)), vocabulary);
        return result;
    }

    /// <summary>A character without a piece tells nothing, so a reading that has none is dear.</summary>
    private static int Cost(List<int> pieces, Word word) => pieces.Count == 1 && pieces[0] == WordPieces.Unknown ? word.Text.Length + 1 : pieces.Count;

    private void Put(int from, int place, List<int> pieces)
    {
        if (from < place)
        {
            _pieces.RemoveRange(_firsts[from], _pieces.Count - _firsts[from]);
            for (var p = from + 1; p <= place; p++) _firsts[p] = _firsts[from];
            _spans[place] = (_spans[from].Start, _spans[place].End);
        }
        _pieces.AddRange(pieces);
    }

    /// <summary>The first place that a reading covers.</summary>
    private int CoveredBy(Word word, int place)
    {
        var first = place;
        while (first > 0 && place - first < MostCovered && _spans[first - 1].Start >= word.Start) first--;
        return first;
    }

    private int Letters(int from, int place)
    {
        var letters = 0;
        for (var p = from; p <= place; p++) letters += _spans[p].End - _spans[p].Start;
        return letters;
    }

    private void AddSigns(ReadOnlySpan<char> between, WordPieces vocabulary)
    {
        var (added, last) = (0, -1);
        foreach (var c in between)
        {
            if (c <= ' ' || vocabulary.Sign(Plain(c)) is not { } piece || piece == last) continue;
            _pieces.Add(last = piece);
            if (++added == MostSigns) break;
        }
    }

    private static char Plain(char sign) => sign switch
    {
        '\u201C' or '\u201D' or '\u201E' or '\u00AB' or '\u00BB' => '"',
        '\u2018' or '\u2019' => '\'',
        '\u2013' or '\u2014' => '-',
        '\u2026' => '.',
        _ => sign,
    };

    private static string Fold(string word, StringBuilder folded)
    {
        if (System.Text.Ascii.IsValid(word)) return word;
        folded.Clear();
        foreach (var rune in word.EnumerateRunes())
            if (LetterFolding.Fold(rune) is > LetterFolding.Dropped and < 0x10000 and var code) folded.Append((char)code);
        return folded.ToString();
    }
}
