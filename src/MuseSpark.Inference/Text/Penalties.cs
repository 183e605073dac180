namespace MuseSpark.Inference.Text;

/// <summary>Makes tokens less likely that a text has already, or that would say the same again: pure functions over logits [vocabulary].</summary>
internal static class Penalties
{
    // As the author of DRY proposes them: two tokens may come again, each further one costs 1.75 times as much as the one before.
    private const int AllowedRepeat = 2;
    private const float DryBase = 1.75f;

    // A repeat that is longer counts as one of this length, so a text that only repeats stays cheap to look through.
    private const int LongestRepeat = 32;

    /// <summary>Divides positive and multiplies negative logits of the seen tokens (Keskar et al. 2019).</summary>
    public static void Repetition(Span<float> logits, ReadOnlySpan<int> seen, float penalty)
    {
        if (penalty == 1) return;
        foreach (var id in seen) logits[id] = logits[id] > 0 ? logits[id] / penalty : logits[id] * penalty;
    }

    /// <summary>Takes from each seen token's logit a sum once, and another as often as it stands in the text, as OpenAI's API defines both.</summary>
    /// <param name="counts">How often each token stands in the text, [vocabulary].</param>
    public static void Frequency(Span<float> logits, ReadOnlySpan<int> seen, ReadOnlySpan<int> counts, float presence, float frequency)
    {
        if (presence == 0 && frequency == 0) return;
        foreach (var id in seen) logits[id] -= presence + frequency * counts[id];
    }

    /// <summary>
    /// Takes from a token that would go on with something said before: multiplier x 1.75^(n - 2), where n is how many of the last tokens stood
    /// before it then, 2 or more (DRY, Weidmann 2024, text-generation-webui pull request 5677). A word that stood in the text before may be
    /// finished: kept from its own end it would become one that nobody knows.
    /// </summary>
    /// <param name="goesOn">Whether of two tokens the second goes on with the first one's word.</param>
    public static void Dry(Span<float> logits, ReadOnlySpan<int> written, float multiplier, Func<int, int, bool> goesOn)
    {
        if (multiplier == 0 || written.Length <= AllowedRepeat) return;
        // Longest repeat first seen of each next token: the newest places are looked at first, and a token is charged for its longest alone.
        Span<(int Id, int Length)> charged = stackalloc (int, int)[64];
        var count = 0;
        var word = written.Length - 1;   // where the word under way begins
        while (word > 0 && goesOn(written[word - 1], written[word])) word--;
        for (var end = written.Length - 2; end >= AllowedRepeat - 1; end--)
        {
            var length = 0;
            while (length < LongestRepeat && length <= end && written[end - length] == written[written.Length - 1 - length]) length++;
            if (length < AllowedRepeat) continue;
            var next = written[end + 1];
            if (end + 1 < word && goesOn(written[^1], next)) continue;
            var at = 0;
            while (at < count && charged[at].Id != next) at++;
            if (at == charged.Length) break;
            if (at == count) charged[count++] = (next, length);
            else charged[at].Length = Math.Max(charged[at].Length, length);
        }
        foreach (var (id, length) in charged[..count]) logits[id] -= multiplier * MathF.Pow(DryBase, length - AllowedRepeat);
    }
}
