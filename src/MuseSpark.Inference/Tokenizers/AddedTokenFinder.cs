using System.Buffers;

namespace MuseSpark.Inference.Tokenizers;

/// <summary>Cuts a text at the added tokens in it: leftmost first, and of those that start there the longest.</summary>
internal sealed class AddedTokenFinder
{
    private readonly Dictionary<string, AddedToken>.AlternateLookup<ReadOnlySpan<char>> _tokens;
    private readonly int[] _longestFirst; // the lengths that occur
    private readonly SearchValues<string> _texts;

    public AddedTokenFinder(IEnumerable<AddedToken> tokens)
    {
        var byText = new Dictionary<string, AddedToken>(StringComparer.Ordinal);
        foreach (var token in tokens.Where(t => t.Text.Length > 0)) byText[token.Text] = token;
        _tokens = byText.GetAlternateLookup<ReadOnlySpan<char>>();
        _longestFirst = [.. byText.Keys.Select(t => t.Length).Distinct().OrderDescending()];
        _texts = SearchValues.Create([.. byText.Keys], StringComparison.Ordinal);
    }

    /// <summary>Calls back in order with each stretch of plain text and each added token. No control token touches data.</summary>
    public void Cut(MarkedText marked, Action<string> onText, Action<AddedToken> onToken)
    {
        var text = marked.Text;
        var position = 0;
        var search = 0;
        while (_longestFirst.Length > 0 && search < text.Length)
        {
            var offset = text.AsSpan(search).IndexOfAny(_texts);
            if (offset < 0) break;
            var start = search + offset;
            if (FindAt(marked, start) is not { } token)
            {
                search = start + 1;
                continue;
            }
            // A token may lie in the white space that the one before it swallowed.
            var before = start > position ? text.AsSpan(position, start - position) : [];
            if (token.StripLeft) before = before.TrimEnd();
            if (!before.IsEmpty) onText(before.ToString());
            onToken(token);
            search = position = start + token.Text.Length;
            if (token.StripRight)
                while (position < text.Length && char.IsWhiteSpace(text[position])) position++;
        }
        if (position < text.Length) onText(position == 0 ? text : text[position..]);
    }

    private AddedToken? FindAt(MarkedText marked, int start)
    {
        var text = marked.Text;
        foreach (var length in _longestFirst)
        {
            var end = start + length;
            if (end > text.Length || !_tokens.TryGetValue(text.AsSpan(start, length), out var token)) continue;
            if (token.Control && marked.HasData(start, end)) continue;
            if (token.SingleWord && ((start > 0 && IsWord(text[start - 1])) || (end < text.Length && IsWord(text[end])))) continue;
            return token;
        }
        return null;
    }

    private static bool IsWord(char c) => char.IsLetterOrDigit(c) || c == '_';
}
