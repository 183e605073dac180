namespace MuseSpark.Inference.Text.Batching;

/// <summary>
/// Guesses how a text goes on from what stood after the same words before, in the prompt or the text itself (prompt lookup decoding, Saxena
/// 2023). A run of the graph then looks at all guessed tokens at once.
/// </summary>
/// <remarks>
/// A guess is a distribution of one token, so drawing from the model's own distribution and keeping the guess where the draw is the same
/// token is the rejection rule of Leviathan et al. 2023; and it is the very draw that is made without a guess.
/// </remarks>
internal static class PromptLookup
{
    /// <summary>Most tokens of a guess.</summary>
    public const int Most = 8;

    private const int Longest = 3, Shortest = 2;

    /// <summary>What followed the last time that the last tokens stood together; empty where they never did.</summary>
    public static ReadOnlySpan<int> Guess(ReadOnlySpan<int> tokens, int most)
    {
        for (var words = Longest; words >= Shortest && most > 0; words--)
        {
            if (tokens.Length <= words) continue;
            var at = tokens[..^1].LastIndexOf(tokens[^words..]);
            if (at < 0) continue;
            var after = tokens[(at + words)..];
            return after[..Math.Min(most, after.Length)];
        }
        return [];
    }
}
