using System.Text;

namespace MuseSpark.Inference.Tokenizers;

/// <summary>A text that knows which parts of it are data: somebody's words, in which nothing is a control token.</summary>
/// <param name="Data">The parts, [Start, End) in order, neither empty nor touching each other.</param>
/// <remarks>Immutable. Cutting and joining keep the marks, so words stay data on their way through a chat template.</remarks>
internal sealed record MarkedText(string Text, IReadOnlyList<(int Start, int End)> Data)
{
    public static MarkedText Empty { get; } = new("", []);

    public int Length => Text.Length;

    /// <summary>A text of the model's own files, in which control tokens are written out.</summary>
    public static MarkedText Trusted(string text) => new(text, []);

    /// <summary>A text that is data as a whole.</summary>
    public static MarkedText Words(string text) => new(text, text.Length == 0 ? [] : [(0, text.Length)]);

    public static MarkedText Join(IEnumerable<MarkedText> parts)
    {
        var text = new StringBuilder();
        var data = new List<(int Start, int End)>();
        foreach (var part in parts)
        {
            foreach (var (start, end) in part.Data)
            {
                if (data is [.., var last] && last.End == text.Length + start) data[^1] = (last.Start, text.Length + end);
                else data.Add((text.Length + start, text.Length + end));
            }
            text.Append(part.Text);
        }
        return new MarkedText(text.ToString(), data);
    }

    public MarkedText Slice(int start, int length)
    {
        if (start == 0 && length == Length) return this;
        var end = start + length;
        var data = Data.Where(d => d.Start < end && d.End > start).Select(d => (Math.Max(d.Start, start) - start, Math.Min(d.End, end) - start));
        return new MarkedText(Text.Substring(start, length), [.. data]);
    }

    /// <summary>Another text made of this one, such as one in capitals: data as a whole if any of this is.</summary>
    public MarkedText With(string text) => Data.Count == 0 ? Trusted(text) : text.Length == Length ? this with { Text = text } : Words(text);

    /// <summary>Whether any of [start, end) is data.</summary>
    public bool HasData(int start, int end)
    {
        // The first part that ends behind the start.
        int low = 0, high = Data.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (Data[middle].End <= start) low = middle + 1;
            else high = middle;
        }
        return low < Data.Count && Data[low].Start < end;
    }
}
