namespace MuseSpark.Inference.Text;

/// <summary>One generation's sampling state: the generator, the tokens seen, and scratch memory. Allocates nothing per token.</summary>
internal sealed class TokenChooser(SamplerSettings settings, SeededRandom random, int vocabularySize)
{
    private readonly int[] _ids = new int[vocabularySize];
    private readonly ulong[] _order = new ulong[vocabularySize];
    private readonly bool[] _isSeen = new bool[vocabularySize];
    private readonly List<int> _seen = [];

    /// <summary>Chooses the next token and remembers it. Overwrites <paramref name="logits"/>.</summary>
    /// <remarks>
    /// Only tokens that the model wrote count as seen. With the prompt's, as some engines do it, the penalty would push a
    /// story away from the very words that a person asked for.
    /// </remarks>
    public int Choose(Span<float> logits)
    {
        Sampler.Penalise(logits, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_seen), settings.RepetitionPenalty);
        var id = Sampler.Draw(logits, _ids, _order, settings, random);
        if (!_isSeen[id])
        {
            _isSeen[id] = true;
            _seen.Add(id);
        }
        return id;
    }
}
