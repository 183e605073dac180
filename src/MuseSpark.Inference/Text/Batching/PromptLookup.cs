namespace MuseSpark.Inference.Text.Batching;

/// <summary>
/// Guesses how a text goes on from what stood after the same words before, in the prompt or the text itself (prompt lookup decoding, Saxena
/// 2023), and after a word that is another one, from what stood behind it there. A run of the graph then looks at all guessed tokens at once.
/// </summary>
/// <remarks>
/// A guess is a distribution of one token, so drawing from the model's own distribution and keeping the guess where the draw is the same
/// token is the rejection rule of Leviathan et al. 2023; and it is the very draw that is made without a guess. For one text.
/// </remarks>
internal sealed class PromptLookup
{
    /// <summary>Most tokens of a guess.</summary>
    public const int Most = 12;

    private const int Longest = 3, Shortest = 2;

    // Tokens without a guess after two that were all wrong.
    private const int Pause = 4;

    // And after guesses that cost more than they brought.
    private const int LongPause = 32;

    private double _plainCost, _guessCost;
    private int _length, _pause, _trust = Most / 2;

    // Where in the text the guess was read, and where it goes on if one word was only put in the place of another; -1 for nowhere.
    private int _read = -1, _beside = -1;
    private bool _wasWrong;

    /// <summary>What comes after the last of the tokens, at most so many, and fewer where guesses were wrong lately.</summary>
    public ReadOnlySpan<int> Guess(ReadOnlySpan<int> tokens, int most)
    {
        _length = 0;
        if (most <= 0 || _pause-- > 0) return [];
        _read = Find(tokens);
        if (_read < 0) _read = _beside;
        if (_read < 0 || _read >= tokens.Length) return [];
        _length = Math.Min(tokens.Length - _read, Math.Min(most, _trust));
        return tokens.Slice(_read, _length);
    }

    /// <summary>
    /// Guesses go on as long as a token costs less time with them than without. Where the weights lie in the processor's cache, a run of
    /// several tokens is not free, and what pays differs from text to text; which it is changes only the time, never the text.
    /// </summary>
    /// <param name="right">Guessed tokens that were right.</param>
    /// <param name="each">Tokens of each row in the run.</param>
    /// <param name="ticks">What the run took.</param>
    public void Learn(int right, int each, long ticks)
    {
        if (_length == 0)
        {
            _beside = -1;
            if (each == 1) _plainCost = Mean(_plainCost, ticks);
            return;
        }
        _guessCost = Mean(_guessCost, ticks / (1.0 + right));
        if (right == _length) _trust = Math.Min(2 * _trust, Most);
        else if (right == 0) _trust = Math.Max(_trust / 2, 1);
        // A word in the place of another is what rewriting is; two wrong guesses in a row are a text that went elsewhere.
        var isLost = right == 0 && _wasWrong;
        _wasWrong = right == 0;
        _beside = right < _length && !isLost ? _read + right + 1 : -1;
        if (isLost) _pause = Pause;
        if (_guessCost > _plainCost && _plainCost > 0) (_pause, _guessCost) = (LongPause, 0);
    }

    /// <returns>Where that lies which followed the last time that the last tokens stood together; -1 where they never did.</returns>
    private static int Find(ReadOnlySpan<int> tokens)
    {
        for (var words = Longest; words >= Shortest; words--)
            if (tokens.Length > words && tokens[..^1].LastIndexOf(tokens[^words..]) is var at and >= 0) return at + words;
        return -1;
    }

    private static double Mean(double before, double now) => before == 0 ? now : 0.75 * before + 0.25 * now;
}
