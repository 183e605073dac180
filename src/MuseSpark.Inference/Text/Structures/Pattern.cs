using System.Text;

namespace MuseSpark.Inference.Text.Structures;

/// <summary>What a text may be: what every kind of structure is read into, and automata are built from.</summary>
internal abstract record Pattern
{
    public static Pattern Nothing { get; } = new Row([]);

    /// <summary>One character of a set.</summary>
    public sealed record One(CodePoints Set) : Pattern;

    /// <summary>One byte of a range, whether or not it is part of a character.</summary>
    public sealed record Byte(byte First = byte.MinValue, byte Last = byte.MaxValue) : Pattern;

    /// <summary>One after the other.</summary>
    public sealed record Row(IReadOnlyList<Pattern> Parts) : Pattern;

    public sealed record Either(IReadOnlyList<Pattern> Parts) : Pattern;

    /// <param name="Most">Null for no end.</param>
    public sealed record Repeat(Pattern Part, int Least, int? Most) : Pattern;

    /// <summary>What another rule says, by its number; rules may call themselves.</summary>
    public sealed record Call(int Rule) : Pattern;

    public static Pattern Text(string text) => new Row([.. text.EnumerateRunes().Select(rune => new One(CodePoints.Of(rune.Value)))]);

    public static Pattern Of(params Pattern[] parts) => new Row(parts);

    public static Pattern Any(params Pattern[] parts) => new Either(parts);

    public static Pattern Maybe(Pattern part) => new Repeat(part, 0, 1);

    public static Pattern Many(Pattern part, int least = 0, int? most = null) => new Repeat(part, least, most);

    public static Pattern Range(char first, char last) => new One(CodePoints.Of((first, last)));
}
