namespace MuseSpark.Inference.Text;

/// <summary>
/// Lets text through up to the first stop string. Holds back an end that may be the start of one, so that a stop string
/// spread over several tokens never shows, not even in part.
/// </summary>
/// <remarks>For one text, from one thread at a time.</remarks>
internal sealed class StopWatcher(IEnumerable<string> stops)
{
    private readonly string[] _stops = [.. stops.Where(s => s.Length > 0)];
    private char[] _held = new char[64];
    private int _heldLength;

    /// <summary>Whether a stop string has been met; nothing comes through after it.</summary>
    public bool Stopped { get; private set; }

    /// <summary>Takes the next characters and returns those that can be shown now.</summary>
    public string Push(ReadOnlySpan<char> text)
    {
        if (Stopped) return "";
        if (_stops.Length == 0) return text.IsEmpty ? "" : text.ToString();
        if (_heldLength + text.Length > _held.Length) Array.Resize(ref _held, 2 * (_heldLength + text.Length));
        text.CopyTo(_held.AsSpan(_heldLength));
        _heldLength += text.Length;

        var held = _held.AsSpan(0, _heldLength);
        // The one that is complete first counts, and of those the one that starts first: the result doesn't hang on
        // where the pieces of text were cut.
        var (start, end) = (0, int.MaxValue);
        foreach (var stop in _stops)
        {
            var found = held.IndexOf(stop);
            if (found >= 0 && (found + stop.Length, found).CompareTo((end, start)) < 0) (start, end) = (found, found + stop.Length);
        }
        Stopped = end != int.MaxValue;
        return Release(Stopped ? start : _heldLength - LongestStart(held));
    }

    /// <summary>What was held back and turned out to be plain text, at the end of the text.</summary>
    public string Flush() => Stopped ? "" : Release(_heldLength);

    private string Release(int count)
    {
        if (count == 0) return "";
        var text = new string(_held, 0, count);
        _held.AsSpan(count, _heldLength - count).CopyTo(_held);
        _heldLength -= count;
        return text;
    }

    /// <summary>Length of the longest end of <paramref name="text"/> that a stop string starts with.</summary>
    private int LongestStart(ReadOnlySpan<char> text)
    {
        var longest = 0;
        foreach (var stop in _stops)
            for (var length = Math.Min(stop.Length - 1, text.Length); length > longest; length--)
                if (text.EndsWith(stop.AsSpan(0, length)))
                    longest = length;
        return longest;
    }
}
