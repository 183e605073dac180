using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Text.Structures;

/// <summary>
/// Reads a grammar in the notation of llama.cpp (GBNF): rules such as <c>list ::= "[" (item ("," item)*)? "]"</c>, of which a text begins with
/// <c>root</c>. Literals, classes, brackets, |, *, +, ?, {n,m} and # comments are known.
/// </summary>
internal sealed class GrammarReader
{
    private const int MaxRules = 1_000;

    private readonly PatternCursor _cursor;
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly List<Pattern?> _rules = [];

    private GrammarReader(string text) => _cursor = new PatternCursor(text);

    /// <returns>The rules, the first is what a text begins with.</returns>
    /// <exception cref="ModelException">It is no grammar; the message says what is wrong and where.</exception>
    public static IReadOnlyList<Pattern> Read(string text)
    {
        if (text.Length > PatternCursor.MaxLength) throw new ModelException($"The grammar can't be used: it has more than {PatternCursor.MaxLength} characters.");
        return new GrammarReader(text).ReadAll();
    }

    private IReadOnlyList<Pattern> ReadAll()
    {
        NumberOf("root");
        SkipSpace();
        while (!_cursor.IsAtEnd)
        {
            var rule = NumberOf(ReadName() ?? throw _cursor.Fault("the name of a rule is missing"));
            SkipSpace();
            _cursor.Expect("::=");
            if (_rules[rule] is not null) throw _cursor.Fault("a rule is said twice");
            _rules[rule] = ReadEither();
        }
        return [.. _rules.Select((rule, i) => rule ?? throw _cursor.Fault($"the rule {_numbers.First(n => n.Value == i).Key} is missing"))];
    }

    private Pattern ReadEither()
    {
        var parts = new List<Pattern> { ReadRow() };
        while (_cursor.Skip("|")) parts.Add(ReadRow());
        return parts.Count == 1 ? parts[0] : new Pattern.Either(parts);
    }

    private Pattern.Row ReadRow()
    {
        var parts = new List<Pattern>();
        for (SkipSpace(); ReadPart() is { } part; SkipSpace()) parts.Add(_cursor.Counted(part));
        return new Pattern.Row(parts);
    }

    /// <returns>Null where something else begins.</returns>
    private Pattern? ReadPart()
    {
        if (_cursor.Skip("\"")) return ReadLiteral();
        if (_cursor.Skip("[")) return new Pattern.One(_cursor.ReadClass());
        if (_cursor.Skip("("))
        {
            var inner = _cursor.Within(ReadEither);
            _cursor.Expect(")");
            return inner;
        }
        if (!IsOfName(_cursor.Peek()) || BeginsRule()) return null;
        return new Pattern.Call(NumberOf(ReadName()!));
    }

    private Pattern.Row ReadLiteral()
    {
        var parts = new List<Pattern>();
        while (!_cursor.Skip("\"")) parts.Add(new Pattern.One(_cursor.ReadOne(inClass: true)));
        return new Pattern.Row(parts);
    }

    /// <summary>Whether the name that comes is that of the next rule.</summary>
    private bool BeginsRule()
    {
        var ahead = 0;
        while (IsOfName(_cursor.Peek(ahead))) ahead++;
        while (_cursor.Peek(ahead) is ' ' or '\t') ahead++;
        return _cursor.Peek(ahead) == ':';
    }

    private string? ReadName()
    {
        var name = "";
        while (IsOfName(_cursor.Peek()) && name.Length < 100) name += _cursor.Next();
        return name.Length == 0 ? null : name;
    }

    private int NumberOf(string name)
    {
        if (_numbers.TryGetValue(name, out var number)) return number;
        if (_rules.Count >= MaxRules) throw _cursor.Fault($"there are more than {MaxRules} rules");
        _rules.Add(null);
        return _numbers[name] = _rules.Count - 1;
    }

    private void SkipSpace()
    {
        while (_cursor.Peek() is ' ' or '\t' or '\r' or '\n' or '#')
            if (_cursor.Next() == '#')
                while (!_cursor.IsAtEnd && _cursor.Peek() != '\n') _cursor.Next();
    }

    private static bool IsOfName(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_';
}
