using System.Buffers;

namespace MuseSpark.Inference.Tokenizers;

/// <summary>Cuts a text at the added tokens in it: leftmost first, and of those that start there the longest.</summary>
internal sealed class AddedTokenFinder
{
    private readonly AddedToken[] _longestFirst;
    private readonly SearchValues<string> _texts;

    public AddedTokenFinder(IEnumerable<AddedToken> tokens)
    {
        _longestFirst = [.. tokens.Where(t => t.Text.Length > 0).OrderByDescending(t => t.Text.Length)];
        _texts = SearchValues.Create([.. _longestFirst.Select(t => t.Text)], StringComparison.Ordinal);
    }

    /// <summary>Calls back in order with each stretch of plain text and each added token.</summary>
    public void Cut(string text, Action<string> onText, Action<AddedToken> onToken)
    {
        var position = 0;
        while (_longestFirst.Length > 0)
        {
            var offset = text.AsSpan(position).IndexOfAny(_texts);
            if (offset < 0) break;
            var start = position + offset;
            var token = _longestFirst.First(t => text.AsSpan(start).StartsWith(t.Text, StringComparison.Ordinal));
            var before = text.AsSpan(position, offset);
            if (token.StripLeft) before = before.TrimEnd();
            if (!before.IsEmpty) onText(before.ToString());
            onToken(token);
            position = start + token.Text.Length;
            if (token.StripRight)
                while (position < text.Length && char.IsWhiteSpace(text[position])) position++;
        }
        if (position < text.Length) onText(position == 0 ? text : text[position..]);
    }
}
