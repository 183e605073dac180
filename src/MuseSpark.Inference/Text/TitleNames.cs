using System.Text;
using MuseSpark.Inference.Tokenizers;

namespace MuseSpark.Inference.Text;

/// <summary>Lets a title that lists names ("lion, mouse, honey: lazy guest") name nobody twice: what stands in it can't begin a further name.</summary>
/// <remarks>
/// Who comes along is nearly free, so each of hundreds of friends has a small chance; that the prompt's own hero is copied once more has a larger one,
/// and a low temperature makes it the usual case. Then both are "the lion", and no reader can tell who is who. A name is known by its first token, so
/// one that begins alike (raccoon, rabbit) may be kept away with it. A semicolon begins the plan of a further adventure, whose friends may be those of the
/// first. A title without commas is left alone.
/// </remarks>
internal sealed class TitleNames(Tokenizer tokenizer)
{
    private const char Comma = ',', Semicolon = ';';
    private readonly StringBuilder _name = new();
    private readonly List<int> _named = [];
    private bool _begins;

    /// <summary>Takes away from <paramref name="logits"/> what was named, where a name begins.</summary>
    public void Apply(Span<float> logits)
    {
        if (!_begins) return;
        foreach (var id in _named) logits[id] = float.NegativeInfinity;
    }

    public void Take(int id)
    {
        var text = tokenizer.Decode([id]);
        _begins = text is [Comma];
        if (text is not [Comma or Semicolon])
        {
            _name.Append(text);
            return;
        }

        if (!_begins) _named.Clear();
        // After a comma it would have a space before it, whatever it had here.
        else if (tokenizer.Encode(" " + _name.ToString().Trim()) is [var first, ..]) _named.Add(first);
        _name.Clear();
    }
}
