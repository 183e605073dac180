using System.Globalization;
using System.Text;
using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Text.Structures;

/// <summary>Reads what regular expressions and grammars have in common: escapes, classes of characters, counts.</summary>
internal sealed class PatternCursor(string text)
{
    /// <summary>Most characters of a pattern.</summary>
    public const int MaxLength = 10_000;

    /// <summary>Brackets within each other.</summary>
    public const int MaxDepth = 50;

    private const int MaxCount = 2_000;

    private static readonly CodePoints Digits = CodePoints.Of(('0', '9'));
    private static readonly CodePoints Letters = CodePoints.Of(('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z'));
    private static readonly CodePoints Spaces = CodePoints.Of(
        ('\t', '\r'), (' ', ' '), (0xA0, 0xA0), (0x1680, 0x1680), (0x2000, 0x200A), (0x2028, 0x2029), (0x202F, 0x202F), (0x205F, 0x205F), (0x3000, 0x3000), (0xFEFF, 0xFEFF));

    private int _depth;

    public int Position { get; private set; }

    public bool IsAtEnd => Position >= text.Length;

    /// <summary>The next character, or '\0' at the end.</summary>
    public char Peek(int ahead = 0) => Position + ahead < text.Length ? text[Position + ahead] : '\0';

    public char Next() => IsAtEnd ? throw Fault("it ends too early") : text[Position++];

    public bool Skip(string expected)
    {
        if (string.CompareOrdinal(text, Position, expected, 0, expected.Length) != 0) return false;
        Position += expected.Length;
        return true;
    }

    public void Expect(string expected)
    {
        if (!Skip(expected)) throw Fault($"{expected} is missing");
    }

    /// <summary>Reads what stands in brackets, not too deep.</summary>
    public T Within<T>(Func<T> read)
    {
        if (++_depth > MaxDepth) throw Fault($"there are more than {MaxDepth} brackets within each other");
        var part = read();
        _depth--;
        return part;
    }

    /// <summary>Reads the *, +, ? or {n,m} behind a part, if there is one.</summary>
    public Pattern Counted(Pattern part)
    {
        if (Skip("*")) return Pattern.Many(part);
        if (Skip("+")) return Pattern.Many(part, 1);
        if (Skip("?")) return Pattern.Maybe(part);
        if (Peek() != '{') return part;
        Position++;
        var least = Peek() == ',' ? 0 : ReadCount();
        int? most = !Skip(",") ? least : Peek() == '}' ? null : ReadCount();
        Expect("}");
        if (most < least) throw Fault("a count ends before it begins");
        return Pattern.Many(part, least, most);
    }

    /// <summary>Reads a class behind its [.</summary>
    public CodePoints ReadClass()
    {
        var not = Skip("^");
        var ranges = new List<(int First, int Last)>();
        while (!Skip("]"))
        {
            if (IsAtEnd) throw Fault("] is missing");
            var one = ReadOne(inClass: true);
            if (Peek() == '-' && Peek(1) is not (']' or '\0'))
            {
                Position++;
                var last = ReadOne(inClass: true);
                if (Single(one) is not { } from || Single(last) is not { } to || to < from) throw Fault("a range of characters is the wrong way round");
                one = CodePoints.Of((from, to));
            }
            ranges.AddRange(one.Ranges);
        }
        var set = CodePoints.Of([.. ranges]);
        return not ? set.Not() : set;
    }

    /// <summary>Reads a character or an escape that stands for some.</summary>
    public CodePoints ReadOne(bool inClass)
    {
        if (Peek() == '\\')
        {
            Position++;
            return ReadEscape(inClass);
        }
        if (IsAtEnd || Rune.DecodeFromUtf16(text.AsSpan(Position), out var rune, out var used) != System.Buffers.OperationStatus.Done) throw Fault("it has half a character");
        Position += used;
        return CodePoints.Of(rune.Value);
    }

    public ModelException Fault(string what) => new($"The pattern can't be used: {what}, at character {Position + 1}.");

    private CodePoints ReadEscape(bool inClass)
    {
        var letter = Next();
        switch (letter)
        {
            case 'd': return Digits;
            case 'D': return Digits.Not();
            case 'w': return Letters;
            case 'W': return Letters.Not();
            case 's': return Spaces;
            case 'S': return Spaces.Not();
            case 'n': return CodePoints.Of('\n');
            case 'r': return CodePoints.Of('\r');
            case 't': return CodePoints.Of('\t');
            case 'f': return CodePoints.Of('\f');
            case 'v': return CodePoints.Of('\v');
            case '0' when !char.IsAsciiDigit(Peek()): return CodePoints.Of(0);
            case 'b' when inClass: return CodePoints.Of('\b');
            case 'x': return CodePoints.Of(ReadHex(2));
            case 'u' when Skip("{"):
                var end = text.IndexOf('}', Position);
                if (end < 0 || end - Position > 6) throw Fault("} is missing");
                var value = Whole(ReadHex(end - Position));
                Position++;
                return CodePoints.Of(value);
            case 'u':
                var unit = ReadHex(4);
                return CodePoints.Of(char.IsHighSurrogate((char)unit) && Skip("\\u") && ReadHex(4) is var low && char.IsLowSurrogate((char)low)
                    ? char.ConvertToUtf32((char)unit, (char)low) : Whole(unit));
            default:
                if (char.IsAsciiLetterOrDigit(letter)) throw Fault($"\\{letter} isn't known here");
                return CodePoints.Of(letter);
        }
    }

    private int ReadHex(int digits)
    {
        if (Position + digits > text.Length || !int.TryParse(text.AsSpan(Position, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value) || value > 0x10FFFF)
            throw Fault("a hexadecimal number is missing");
        Position += digits;
        return value;
    }

    private int Whole(int value) => value is >= 0xD800 and <= 0xDFFF ? throw Fault("it has half a character") : value;

    private int ReadCount()
    {
        var begin = Position;
        while (char.IsAsciiDigit(Peek())) Position++;
        if (!int.TryParse(text.AsSpan(begin, Position - begin), NumberStyles.None, CultureInfo.InvariantCulture, out var count)) throw Fault("a count is missing");
        if (count > MaxCount) throw Fault($"a count is above {MaxCount}");
        return count;
    }

    private static int? Single(CodePoints set) => set.Ranges is [var (first, last)] && first == last ? first : null;
}
