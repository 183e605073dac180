using System.Numerics;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Tokenizers;

namespace MuseSpark.Inference.Text.Structures;

/// <summary>What the texts of one request share: automata with what was found out about them, and changes of single tokens' logits.</summary>
/// <param name="Structure">What the text must be; null for anything.</param>
/// <param name="Banned">The texts without what must not be said; null for all.</param>
/// <param name="Bias">Added to the logits of tokens.</param>
/// <param name="Ends">[vocabulary] bits of the tokens that end a text.</param>
internal sealed record SharedRules(StateSets? Structure, StateSets? Banned, IReadOnlyDictionary<int, float> Bias, ulong[] Ends)
{
    /// <param name="vocabulary">Logits a token.</param>
    /// <param name="ends">Tokens that end a text.</param>
    /// <param name="known">What is known of rules over the model's vocabulary.</param>
    /// <returns>Null where no token is ruled out.</returns>
    /// <exception cref="ModelException">The bias names a token that the model doesn't have.</exception>
    public static SharedRules? Of(TextOptions options, KnownRules known, int vocabulary, IEnumerable<int> ends)
    {
        if (options.LogitBias.Keys.Any(id => id < 0 || id >= vocabulary))
            throw new ModelException($"The setting can't be used: logitBias names a token that the model doesn't have; its tokens are 0 to {vocabulary - 1}.");
        if (options.Structure is null && options.Banned.Count == 0 && options.LogitBias.Count == 0) return null;
        var bits = new ulong[(vocabulary + 63) / 64];
        foreach (var id in ends.Where(id => id >= 0 && id < vocabulary)) bits[id >> 6] |= 1UL << id;
        return new SharedRules(
            options.Structure is { } structure ? known.Of(structure) : null,
            options.Banned.Count > 0 ? known.WithoutAny(options.Banned) : null,
            options.LogitBias, bits);
    }
}

/// <summary>Rules out what one text must not say next.</summary>
/// <remarks>For one text, from one thread at a time.</remarks>
internal sealed class TokenRules(SharedRules shared, Tokenizer tokenizer)
{
    private readonly TokenFilter? _banned = shared.Banned is { } sets ? new TokenFilter(sets, tokenizer) : null;
    private readonly ulong[] _allowed = new ulong[shared.Ends.Length];
    private TokenFilter? _structure = shared.Structure is { } sets ? new TokenFilter(sets, tokenizer) : null;

    /// <summary>Whether the structure is complete and nothing can follow it.</summary>
    public bool IsOver => _structure is { IsOver: true };

    /// <summary>Changes the logits of the token to come, [vocabulary]; those that can't come are minus infinity.</summary>
    /// <exception cref="ModelException">No token is left.</exception>
    public void Apply(Span<float> logits)
    {
        foreach (var (id, bias) in shared.Bias) logits[id] += bias;
        if (_structure is null && _banned is null) return;
        Array.Fill(_allowed, ~0UL);
        _structure?.Narrow(_allowed, shared.Ends);
        _banned?.Narrow(_allowed, shared.Ends);
        var any = false;
        for (var i = 0; i < _allowed.Length; i++)
        {
            var own = logits[(64 * i)..Math.Min(64 * (i + 1), logits.Length)];
            any |= _allowed[i] != 0;
            if (_allowed[i] == 0) own.Fill(float.NegativeInfinity);
            else
                for (var none = ~_allowed[i]; none != 0; none &= none - 1)
                    if (BitOperations.TrailingZeroCount(none) is var place && place < own.Length) own[place] = float.NegativeInfinity;
        }
        if (!any) throw new ModelException("The model has no word that fits what the text must be and leaves out what it must not say. Ask for another structure, or ban less.");
    }

    /// <summary>Goes on behind a token that was chosen.</summary>
    public void Take(int id)
    {
        if ((shared.Ends[id >> 6] >> id & 1) != 0) return;
        _structure?.Take(id);
        _banned?.Take(id);
    }

    /// <summary>From here a part begins that is read by itself, and has no structure.</summary>
    public void BeginPart()
    {
        _structure = null;
        _banned?.Restart();
    }
}
