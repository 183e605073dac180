// Wu et al. 2016, "Google's Neural Machine Translation System", https://arxiv.org/abs/1609.08144 (section 4.1), as in BERT.
namespace MuseSpark.Inference.Tokenizers.Algorithms;

/// <summary>WordPiece: takes the longest piece that fits, again and again; a word that can't be pieced together is unknown as a whole.</summary>
internal sealed class WordPieceModel : IWordEncoder
{
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _starts, _inner;
    private readonly int _longest;
    private readonly int _unknown;
    private readonly int _maxCharacters;

    /// <param name="innerPrefix">What a piece begins with that goes on with a word, such as "##".</param>
    /// <param name="maxCharacters">Longer words, in code points, are unknown.</param>
    public WordPieceModel(Dictionary<string, int> ids, HashSet<int> control, int unknown, string innerPrefix, int maxCharacters)
    {
        var usable = ids.Where(t => !control.Contains(t.Value)).ToList();
        _starts = new Dictionary<string, int>(usable, StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
        _inner = usable.Where(t => t.Key.StartsWith(innerPrefix, StringComparison.Ordinal))
            .ToDictionary(t => t.Key[innerPrefix.Length..], t => t.Value, StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
        _longest = usable.Count == 0 ? 0 : usable.Max(t => t.Key.Length);
        (_unknown, _maxCharacters) = (unknown, maxCharacters);
    }

    public void Encode(string word, List<int> output)
    {
        var before = output.Count;
        if (word.Length > _maxCharacters && word.EnumerateRunes().Count() > _maxCharacters)
        {
            output.Add(_unknown);
            return;
        }
        for (var start = 0; start < word.Length;)
        {
            var end = Math.Min(word.Length, start + _longest);
            var pieces = start == 0 ? _starts : _inner;
            var id = _unknown;
            while (end > start && !pieces.TryGetValue(word.AsSpan(start, end - start), out id)) end--;
            if (end == start)
            {
                output.RemoveRange(before, output.Count - before);
                output.Add(_unknown);
                return;
            }
            output.Add(id);
            start = end;
        }
    }
}
