// Kudo 2018, "Subword Regularization", https://arxiv.org/abs/1804.10959 (section 3.2), as in SentencePiece.
using System.Text;

namespace MuseSpark.Inference.Tokenizers.Algorithms;

/// <summary>The unigram language model: of all ways to cut a word into pieces, the likeliest (Viterbi).</summary>
internal sealed class UnigramModel : IWordEncoder
{
    // Below the least likely piece by this much lies a character that no piece has (SentencePiece's kUnkPenalty).
    private const double UnknownPenalty = 10;

    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _pieces;
    private readonly Dictionary<char, int[]> _lengths = []; // of the pieces that begin with it, ascending
    private readonly IReadOnlyList<double> _scores;
    private readonly double _unknownScore;
    private readonly int _unknown;
    private readonly int[]? _bytes;

    /// <param name="pieces">Text and log probability, by id.</param>
    /// <param name="unknown">The id for what no piece has.</param>
    public UnigramModel(IReadOnlyList<(string Text, double Score)> pieces, HashSet<int> control, int unknown, bool byteFallback)
    {
        var ids = new Dictionary<string, int>(pieces.Count, StringComparer.Ordinal);
        for (var id = 0; id < pieces.Count; id++)
            if (!control.Contains(id) && pieces[id].Text.Length > 0) ids[pieces[id].Text] = id;
        foreach (var group in ids.Keys.GroupBy(text => text[0])) _lengths[group.Key] = [.. group.Select(t => t.Length).Distinct().Order()];
        _pieces = ids.GetAlternateLookup<ReadOnlySpan<char>>();
        _scores = [.. pieces.Select(p => p.Score)];
        _unknownScore = _scores.Min() - UnknownPenalty;
        _unknown = unknown;
        if (byteFallback) _bytes = [.. Enumerable.Range(0, 256).Select(b => ids.GetValueOrDefault(BytePairModel.ByteName(b), -1))];
    }

    /// <remarks>O(n m) for a word of n characters, where m is how many lengths of pieces begin with the same character.</remarks>
    public void Encode(string word, List<int> output)
    {
        // best[i]: the likeliest way to cut word[..i] ends with the piece Id, which starts at From. Of equals the longest piece wins.
        var best = new (double Score, int From, int Id)[word.Length + 1];
        for (var i = 1; i <= word.Length; i++) best[i].From = -1;
        for (int start = 0, step; start < word.Length; start += step)
        {
            step = char.IsSurrogatePair(word, start) ? 2 : 1;
            var single = false;
            foreach (var length in _lengths.GetValueOrDefault(word[start], []))
            {
                if (start + length > word.Length) break;
                if (!_pieces.TryGetValue(word.AsSpan(start, length), out var id)) continue;
                Offer(start, start + length, best[start].Score + _scores[id], id);
                single |= length == step;
            }
            if (!single) Offer(start, start + step, best[start].Score + _unknownScore, _unknown);
        }

        var path = new List<(int From, int To, int Id)>();
        for (var end = word.Length; end > 0; end = best[end].From) path.Add((best[end].From, end, best[end].Id));
        path.Reverse();
        for (var i = 0; i < path.Count;)
        {
            if (path[i].Id != _unknown)
            {
                output.Add(path[i++].Id);
                continue;
            }
            var from = path[i].From;
            while (i + 1 < path.Count && path[i + 1].Id == _unknown) i++;
            AddUnknown(word.AsSpan(from, path[i++].To - from), output);
        }

        void Offer(int from, int to, double score, int id)
        {
            if (best[to].From < 0 || score > best[to].Score) best[to] = (score, from, id);
        }
    }

    /// <summary>One id for a whole stretch, or its bytes where the vocabulary has them all.</summary>
    private void AddUnknown(ReadOnlySpan<char> text, List<int> output)
    {
        var utf8 = new byte[_bytes is null ? 0 : Encoding.UTF8.GetByteCount(text)];
        if (_bytes is not null) Encoding.UTF8.GetBytes(text, utf8);
        if (utf8.Length > 0 && utf8.All(b => _bytes![b] >= 0)) output.AddRange(utf8.Select(b => _bytes![b]));
        else output.Add(_unknown);
    }
}
