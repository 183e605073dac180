using System.Runtime.InteropServices;

namespace MuseSpark.Inference.Text;

/// <summary>One generation's sampling state: the generator, the tokens seen, and scratch memory. Allocates nothing per token.</summary>
/// <param name="room">Tokens that a part of the text can have; a mark is told of them all.</param>
internal sealed class TokenChooser(SamplerSettings settings, SeededRandom random, int vocabularySize, TokenMark? mark = null, int room = 0)
{
    private readonly int[] _ids = new int[vocabularySize];
    private readonly ulong[] _order = new ulong[vocabularySize];
    private readonly bool[] _isSeen = new bool[vocabularySize];
    private readonly List<int> _seen = [];
    private readonly List<int> _written = new(mark is null ? 0 : room);

    /// <summary>Chooses the next token and remembers it. Overwrites <paramref name="logits"/>.</summary>
    /// <remarks>
    /// Only tokens that the model wrote count as seen. With the prompt's, as some engines do it, the penalty would push a
    /// story away from the very words that a person asked for.
    /// </remarks>
    public int Choose(Span<float> logits)
    {
        Sampler.Penalise(logits, CollectionsMarshal.AsSpan(_seen), settings.RepetitionPenalty);
        var id = Sampler.Draw(logits, _ids, _order, settings, random, mark, CollectionsMarshal.AsSpan(_written));
        if (mark is not null) _written.Add(id);
        if (!_isSeen[id])
        {
            _isSeen[id] = true;
            _seen.Add(id);
        }
        return id;
    }

    /// <summary>From here a part begins that is read by itself: its mark knows nothing of what came before.</summary>
    public void BeginPart() => _written.Clear();
}
