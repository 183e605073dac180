using System.Runtime.InteropServices;
using MuseSpark.Inference.Text.Structures;
using MuseSpark.Inference.Tokenizers;

namespace MuseSpark.Inference.Text;

/// <summary>One generation's sampling state: the generator, the tokens seen, and scratch memory. Allocates nothing per token of a text.</summary>
/// <param name="room">Tokens that a part of the text can have; a mark is told of them all.</param>
/// <param name="wanted">Words that are to come; null for none.</param>
/// <param name="rules">Which tokens can't come; null where all can.</param>
internal sealed class TokenChooser(SamplerSettings settings, SeededRandom random, int vocabularySize, Tokenizer tokenizer, TokenMark? mark = null, int room = 0, TokenRules? rules = null, WantedWords? wanted = null)
{
    private readonly int[] _ids = new int[vocabularySize];
    private readonly ulong[] _order = new ulong[vocabularySize];
    private readonly int[] _counts = new int[vocabularySize];
    private readonly List<int> _seen = [];
    private readonly List<int> _written = new(mark is null && settings.Dry == 0 && wanted is null ? 0 : room);
    private readonly Func<int, int, bool> _goesOn = tokenizer.GoesOn;
    // At temperature 0 a text is what the model alone says, token for token.
    private readonly TitleNames? _names = settings.Temperature > 0 ? new(tokenizer) : null;
    private WantedWords? _wanted = wanted;

    /// <summary>Chooses the next token and remembers it. Overwrites <paramref name="logits"/>.</summary>
    /// <remarks>
    /// Only tokens that the model wrote count as seen. With the prompt's, as some engines do it, the penalty would push a
    /// story away from the very words that a person asked for.
    /// </remarks>
    public int Choose(Span<float> logits)
    {
        Penalties.Repetition(logits, CollectionsMarshal.AsSpan(_seen), settings.RepetitionPenalty);
        Penalties.Frequency(logits, CollectionsMarshal.AsSpan(_seen), _counts, settings.PresencePenalty, settings.FrequencyPenalty);
        Penalties.Dry(logits, CollectionsMarshal.AsSpan(_written), settings.Dry, _goesOn);
        _wanted?.Raise(logits);
        rules?.Apply(logits);
        var id = Sampler.Draw(logits, _ids, _order, settings, random, mark, CollectionsMarshal.AsSpan(_written));
        if (mark is not null || settings.Dry > 0 || _wanted is not null) _written.Add(id);
        _wanted?.Take(id, CollectionsMarshal.AsSpan(_written));
        if (_counts[id]++ == 0) _seen.Add(id);
        rules?.Take(id);
        return id;
    }

    /// <summary>Chooses a token that nobody is shown: no mark is put into it, no rule of the text binds it, and it is not remembered.</summary>
    public int ChooseTitle(Span<float> logits)
    {
        _names?.Apply(logits);
        var id = Sampler.Draw(logits, _ids, _order, settings, random);
        _names?.Take(id);
        return id;
    }

    /// <summary>Whether what must be written is, and nothing can follow.</summary>
    public bool IsOver => rules is { IsOver: true };

    /// <summary>From here a part begins that is read by itself: its mark, and what must not be said again, know nothing of what came before, and nothing is wanted of it.</summary>
    public void BeginPart()
    {
        _wanted = null;
        _written.Clear();
        foreach (var id in _seen) _counts[id] = 0;
        _seen.Clear();
        rules?.BeginPart();
    }
}
