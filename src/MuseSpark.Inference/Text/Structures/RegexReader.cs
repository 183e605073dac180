using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Text.Structures;

/// <summary>
/// Reads a regular expression of ECMA-262, as JSON Schema has them, into a pattern. Left out is what no automaton can do or no text needs:
/// looking around, back references, borders of words.
/// </summary>
internal sealed class RegexReader
{
    private static readonly CodePoints Dot = CodePoints.Of(('\n', '\n'), ('\r', '\r'), (0x2028, 0x2029)).Not();
    private static readonly Pattern Anything = Pattern.Many(new Pattern.One(CodePoints.All));

    private readonly PatternCursor _cursor;
    private readonly bool _finds;

    private RegexReader(string text, bool finds) => (_cursor, _finds) = (new PatternCursor(text), finds);

    /// <param name="finds">Whether the expression need only be found somewhere, unless ^ and $ bind it, or must be the whole text.</param>
    /// <exception cref="ModelException">It is no regular expression, or has what isn't known here.</exception>
    public static Pattern Read(string text, bool finds)
    {
        if (text.Length > PatternCursor.MaxLength) throw new ModelException($"The pattern can't be used: it has more than {PatternCursor.MaxLength} characters.");
        var reader = new RegexReader(text, finds);
        var pattern = reader.ReadEither(isOuter: true);
        if (!reader._cursor.IsAtEnd) throw reader._cursor.Fault("there is a ) too many");
        return pattern;
    }

    private Pattern ReadEither(bool isOuter)
    {
        var parts = new List<Pattern> { ReadRow(isOuter) };
        while (_cursor.Skip("|")) parts.Add(ReadRow(isOuter));
        return parts.Count == 1 ? parts[0] : new Pattern.Either(parts);
    }

    private Pattern.Row ReadRow(bool isOuter)
    {
        var parts = new List<Pattern>();
        if (isOuter && !_cursor.Skip("^") && _finds) parts.Add(Anything);
        var isBound = false;
        while (!_cursor.IsAtEnd && _cursor.Peek() is not ('|' or ')'))
        {
            if (isOuter && _cursor.Peek() == '$' && _cursor.Peek(1) is '\0' or '|')
            {
                isBound = _cursor.Skip("$");
                break;
            }
            parts.Add(ReadCounted());
        }
        if (isOuter && _finds && !isBound) parts.Add(Anything);
        return new Pattern.Row(parts);
    }

    private Pattern ReadCounted()
    {
        var part = ReadPart();
        var counted = _cursor.Counted(part);
        // Lazy or greedy is no matter of what texts there are.
        if (!ReferenceEquals(counted, part)) _cursor.Skip("?");
        if (_cursor.Peek() is '*' or '+' or '?' && !ReferenceEquals(counted, part)) throw _cursor.Fault("two counts follow each other");
        return counted;
    }

    private Pattern ReadPart()
    {
        switch (_cursor.Peek())
        {
            case '(':
                _cursor.Next();
                if (_cursor.Skip("?") && !_cursor.Skip(":")) throw _cursor.Fault("groups that look around or have names aren't known here");
                var inner = _cursor.Within(() => ReadEither(isOuter: false));
                _cursor.Expect(")");
                return inner;
            case '[':
                _cursor.Next();
                return new Pattern.One(_cursor.ReadClass());
            case '.':
                _cursor.Next();
                return new Pattern.One(Dot);
            case '^' or '$':
                throw _cursor.Fault("^ and $ can stand at the beginning and the end alone");
            case '*' or '+' or '?' or '{':
                throw _cursor.Fault("a count has nothing before it");
            default:
                return new Pattern.One(_cursor.ReadOne(inClass: false));
        }
    }
}
