using MuseSpark.Inference;

namespace MuseSpark.Training.Safety;

/// <summary>
/// Shows a text as it is, and some once more: in disguise, and violations with a harmless text around, since a long calm text must not
/// hide a short bad one. Of the harmless ones few are disguised, so that odd spelling alone is no sign.
/// </summary>
/// <param name="room">Words that a text and what is around it fill at most.</param>
internal sealed class Variety(IReadOnlyList<SafetyExample> examples, int room, SeededRandom random)
{
    private const double Disguised = 0.4, HarmlessDisguised = 0.1, Embedded = 0.5;
    private const float AgainWeight = 0.7f;

    private readonly SafetyExample[] _harmless = [.. examples.Where(e => e.IsHarmless)];

    /// <summary>The ways in which a text is shown, with their weights.</summary>
    public IEnumerable<(string Text, float Weight)> Of(SafetyExample example)
    {
        yield return (example.Text, example.Weight);
        if (!example.IsOwn) yield break;
        if (random.NextDouble() < (example.IsViolation ? Disguised : HarmlessDisguised)) yield return (Disguise.Apply(example.Text, random), example.Weight * AgainWeight);
        if (example.IsViolation && random.NextDouble() < Embedded) yield return (Embed(example.Text), example.Weight * AgainWeight);
    }

    /// <summary>The text with some of a harmless one before or behind it.</summary>
    public string Embed(string text)
    {
        var most = room - 2 - text.Split(' ').Length;
        if (most < 1) return text;
        var around = _harmless[Below(_harmless.Length, random)].Text.Split(' ');
        var words = 1 + Below(most, random);
        return random.NextDouble() < 0.5
            ? string.Join(' ', around.TakeLast(words).Append(text))
            : string.Join(' ', around.Take(words).Prepend(text));
    }

    public static void Shuffle<T>(IList<T> items, SeededRandom random)
    {
        for (var i = items.Count - 1; i > 0; i--)
        {
            var j = Below(i + 1, random);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    private static int Below(int count, SeededRandom random) => (int)(random.NextUInt64() % (ulong)count);
}
