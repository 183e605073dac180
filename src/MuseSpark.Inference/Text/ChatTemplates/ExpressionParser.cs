using System.Globalization;
using MuseSpark.Inference.Tokenizers;

namespace MuseSpark.Inference.Text.ChatTemplates;

/// <summary>Reads Jinja's expressions, by falling precedence: conditions, or, and, not, comparisons, sums, ~, products, signs, powers.</summary>
internal sealed class ExpressionParser(TemplateReader reader)
{
    private static readonly string[] Comparisons = ["==", "!=", "<", ">", "<=", ">="];

    public Expression Read() => reader.Nested(() =>
    {
        var value = ReadOr();
        if (!reader.TryName("if")) return value;
        var condition = ReadOr();
        return new Condition(condition, value, reader.TryName("else") ? Read() : null);
    });

    /// <summary>One expression, or a list of several with commas between them.</summary>
    public Expression ReadTuple()
    {
        var first = Read();
        if (!reader.IsSign(",")) return first;
        var items = new List<Expression> { first };
        while (reader.TrySign(",") && reader.Current.Kind is not TokenKind.BlockEnd && !reader.IsSign(")")) items.Add(Read());
        return new ListItems(items);
    }

    /// <summary>Without a condition, which in a loop says what to leave out.</summary>
    public Expression ReadOr() => ReadLeft(() => ReadLeft(ReadNot, () => reader.TryName("and") ? "and" : null), () => reader.TryName("or") ? "or" : null);

    private Expression ReadNot() => reader.TryName("not") ? new Unary("not", reader.Nested(ReadNot)) : ReadLeft(ReadSum, TryComparison);

    private string? TryComparison()
    {
        if (reader.TryName("in")) return "in";
        if (reader.IsName("not") && reader.Next is { Kind: TokenKind.Name, Text: "in" })
        {
            reader.Take();
            reader.Take();
            return "not in";
        }
        return TrySign(Comparisons);
    }

    private Expression ReadSum() => ReadLeft(ReadJoin, () => TrySign("+", "-"));

    private Expression ReadJoin() => ReadLeft(ReadProduct, () => TrySign("~"));

    private Expression ReadProduct() => ReadLeft(ReadPower, () => TrySign("*", "/", "//", "%"));

    private Expression ReadPower() => ReadLeft(() => ReadFiltered(ReadUnary()), () => TrySign("**"));

    /// <summary>A sign belongs to what stands behind it before a filter does.</summary>
    private Expression ReadUnary() => TrySign("-", "+") is { } sign ? new Unary(sign, reader.Nested(ReadUnary)) : ReadPostfix(ReadPrimary());

    private static Expression ReadLeft(Func<Expression> readOperand, Func<string?> trySign)
    {
        var left = readOperand();
        while (trySign() is { } sign) left = new Binary(sign, left, readOperand());
        return left;
    }

    private string? TrySign(params ReadOnlySpan<string> signs)
    {
        foreach (var sign in signs)
            if (reader.TrySign(sign)) return sign;
        return null;
    }

    private Expression ReadFiltered(Expression value)
    {
        while (true)
        {
            if (reader.TrySign("|")) value = new Filter(value, reader.TakeName(), reader.IsSign("(") ? ReadArguments() : Arguments.None);
            else if (reader.TryName("is")) value = ReadTest(value);
            else if (reader.IsSign(".") || reader.IsSign("[") || reader.IsSign("(")) value = ReadPostfix(value);
            else return value;
        }
    }

    private Expression ReadTest(Expression of)
    {
        var negated = reader.TryName("not");
        var key = reader.TakeName();
        var arguments = reader.IsSign("(") ? ReadArguments()
            : reader.Current.Kind is TokenKind.Literal or TokenKind.Integer or TokenKind.Float || reader.IsSign("[") ? new Arguments([ReadPostfix(ReadPrimary())], [])
            : Arguments.None;
        var test = new Test(of, key, arguments);
        return negated ? new Unary("not", test) : test;
    }

    private Expression ReadPostfix(Expression value)
    {
        while (true)
        {
            if (reader.TrySign(".")) value = reader.Current.Kind == TokenKind.Integer ? new Item(value, ReadPrimary()) : new Attribute(value, reader.TakeName());
            else if (reader.TrySign("[")) value = ReadItem(value);
            else if (reader.IsSign("(")) value = new Call(value, ReadArguments());
            else return value;
        }
    }

    private Expression ReadItem(Expression of)
    {
        Expression? Part() => reader.IsSign(":") || reader.IsSign("]") ? null : Read();
        var start = Part();
        if (!reader.TrySign(":"))
        {
            reader.TakeSign("]");
            return new Item(of, start ?? throw reader.Unexpected());
        }
        var stop = Part();
        var step = reader.TrySign(":") ? Part() : null;
        reader.TakeSign("]");
        return new Slice(of, start, stop, step);
    }

    private Arguments ReadArguments()
    {
        var plain = new List<Expression>();
        var named = new List<(string, Expression)>();
        reader.TakeSign("(");
        while (!reader.TrySign(")"))
        {
            if (reader.Current.Kind == TokenKind.Name && reader.Next is { Kind: TokenKind.Sign, Text: "=" })
            {
                var name = reader.TakeName();
                reader.Take();
                named.Add((name, Read()));
            }
            else
            {
                plain.Add(Read());
            }
            if (!reader.IsSign(")")) reader.TakeSign(",");
        }
        return new Arguments(plain, named);
    }

    private Expression ReadPrimary()
    {
        var token = reader.Take();
        switch (token)
        {
            case { Kind: TokenKind.Literal }:
                var text = token.Text;
                while (reader.Current.Kind == TokenKind.Literal) text += reader.Take().Text;
                return new Literal(MarkedText.Trusted(text));
            case { Kind: TokenKind.Integer } when long.TryParse(token.Text, CultureInfo.InvariantCulture, out var whole):
                return new Literal(whole);
            case { Kind: TokenKind.Float }:
                return new Literal(double.Parse(token.Text, CultureInfo.InvariantCulture));
            case { Kind: TokenKind.Name }:
                return token.Text switch
                {
                    "true" or "True" => new Literal(true),
                    "false" or "False" => new Literal(false),
                    "none" or "None" => new Literal(null),
                    var name => new Name(name),
                };
            case { Kind: TokenKind.Sign, Text: "(" }:
                if (reader.TrySign(")")) return new ListItems([]);
                var inner = ReadTuple();
                reader.TakeSign(")");
                return inner;
            case { Kind: TokenKind.Sign, Text: "[" }:
                return new ListItems(ReadUntil("]", Read));
            case { Kind: TokenKind.Sign, Text: "{" }:
                return new MapItems(ReadUntil("}", () =>
                {
                    var key = Read();
                    reader.TakeSign(":");
                    return (key, Read());
                }));
            default:
                throw new TemplateFault($"\"{token.Text}\" ({token.Kind}) is not expected where it stands");
        }
    }

    private List<T> ReadUntil<T>(string end, Func<T> read)
    {
        var items = new List<T>();
        while (!reader.TrySign(end))
        {
            items.Add(read());
            if (!reader.IsSign(end)) reader.TakeSign(",");
        }
        return items;
    }
}
