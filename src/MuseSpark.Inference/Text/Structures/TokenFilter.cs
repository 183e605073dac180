using MuseSpark.Inference.Models;
using MuseSpark.Inference.Tokenizers;

namespace MuseSpark.Inference.Text.Structures;

/// <summary>Follows one text through an automaton, token by token, and says which tokens may come next.</summary>
/// <param name="sets">Shared by all texts of a model that have the same rules.</param>
/// <remarks>For one text, from one thread at a time.</remarks>
internal sealed class TokenFilter(StateSets sets, Tokenizer tokenizer)
{
    private StateSet _at = sets.Start;
    private bool _isFirst = true;

    /// <summary>Whether nothing may come any more but the end.</summary>
    public bool IsOver => _at.IsOver;

    /// <summary>Takes the bits of tokens that can't come. The end can come where what is written is complete, and nowhere else.</summary>
    /// <param name="allowed">[vocabulary] bits.</param>
    /// <param name="ends">[vocabulary] bits of the tokens that end a text.</param>
    public void Narrow(Span<ulong> allowed, ReadOnlySpan<ulong> ends)
    {
        var tokens = sets.Tokens(_at, _isFirst);
        for (var i = 0; i < allowed.Length; i++) allowed[i] &= _at.IsComplete ? tokens[i] | ends[i] : tokens[i] & ~ends[i];
    }

    /// <summary>Goes on behind a token that was chosen and doesn't end the text.</summary>
    public void Take(int id)
    {
        if (tokenizer.IsSpecial(id)) return;
        var bytes = _isFirst ? tokenizer.FirstBytesOf(id) : tokenizer.BytesOf(id);
        _isFirst = false;
        _at = sets.After(_at, bytes) ?? throw new ModelException("A token was chosen that doesn't fit the structure.");
    }

    /// <summary>A text begins anew.</summary>
    public void Restart() => (_at, _isFirst) = (sets.Start, true);
}
