using MuseSpark.Inference.Tokenizers;

namespace MuseSpark.Inference.Text.ChatTemplates;

/// <summary>Reads Jinja's statements: set, if, for, macro, break, continue, and what is written out.</summary>
internal sealed class TemplateParser
{
    private readonly TemplateReader _reader;
    private readonly ExpressionParser _expressions;

    private TemplateParser(TemplateReader reader)
    {
        _reader = reader;
        _expressions = new ExpressionParser(reader);
    }

    /// <exception cref="TemplateFault">The template isn't well formed, or uses what this interpreter doesn't know.</exception>
    public static IReadOnlyList<Statement> Read(string source)
    {
        var reader = new TemplateReader(TemplateLexer.Read(source));
        var statements = new TemplateParser(reader).ReadBody();
        reader.Take(TokenKind.End);
        return statements;
    }

    /// <summary>Statements up to the tag that ends them, which is left to the caller.</summary>
    private List<Statement> ReadBody(params string[] ends) => _reader.Nested(() =>
    {
        var statements = new List<Statement>();
        while (_reader.Current.Kind != TokenKind.End && !_reader.IsTag(ends))
            if (ReadStatement() is { } statement) statements.Add(statement);
        return statements;
    });

    private Statement? ReadStatement()
    {
        switch (_reader.Take())
        {
            case { Kind: TokenKind.Text } text:
                return new Write(new Literal(MarkedText.Trusted(text.Text)));
            case { Kind: TokenKind.PrintBegin }:
                var value = _expressions.ReadTuple();
                _reader.Take(TokenKind.PrintEnd);
                return new Write(value);
            case { Kind: TokenKind.BlockBegin }:
                return ReadTag(_reader.TakeName());
            default:
                throw _reader.Unexpected();
        }
    }

    private Statement? ReadTag(string name)
    {
        switch (name)
        {
            case "if": return ReadIf();
            case "for": return ReadFor();
            case "set": return ReadSet();
            case "macro": return ReadMacro();
            case "break":
                _reader.Take(TokenKind.BlockEnd);
                return new Break();
            case "continue":
                _reader.Take(TokenKind.BlockEnd);
                return new Continue();
            // Marks the model's own words for training; says nothing about the text.
            case "generation" or "endgeneration":
                _reader.Take(TokenKind.BlockEnd);
                return null;
            default:
                throw new TemplateFault($"it has a tag {name}, which is not known");
        }
    }

    private If ReadIf()
    {
        var condition = _expressions.Read();
        _reader.Take(TokenKind.BlockEnd);
        var then = ReadBody("elif", "else", "endif");
        _reader.Take(TokenKind.BlockBegin);
        switch (_reader.TakeName())
        {
            case "elif":
                return new If(condition, then, [_reader.Nested(ReadIf)]);
            case "else":
                _reader.Take(TokenKind.BlockEnd);
                var otherwise = ReadBody("endif");
                TakeEnd("endif");
                return new If(condition, then, otherwise);
            default:
                _reader.Take(TokenKind.BlockEnd);
                return new If(condition, then, []);
        }
    }

    private For ReadFor()
    {
        var targets = ReadTargets();
        if (!_reader.TryName("in")) throw _reader.Unexpected();
        var items = _expressions.ReadOr();
        var where = _reader.TryName("if") ? _expressions.Read() : null;
        _reader.Take(TokenKind.BlockEnd);
        var body = ReadBody("else", "endfor");
        List<Statement> otherwise = [];
        if (_reader.IsTag("else"))
        {
            TakeEnd("else");
            otherwise = ReadBody("endfor");
        }
        TakeEnd("endfor");
        return new For(targets, items, where, body, otherwise);
    }

    private Set ReadSet()
    {
        var targets = ReadTargets();
        var attribute = targets.Count == 1 && _reader.TrySign(".") ? _reader.TakeName() : null;
        if (_reader.TrySign("="))
        {
            var value = _expressions.ReadTuple();
            _reader.Take(TokenKind.BlockEnd);
            return new Set(targets, attribute, value, []);
        }
        _reader.Take(TokenKind.BlockEnd);
        var body = ReadBody("endset");
        TakeEnd("endset");
        return new Set(targets, attribute, null, body);
    }

    private Macro ReadMacro()
    {
        var name = _reader.TakeName();
        var parameters = new List<(string, Expression?)>();
        _reader.TakeSign("(");
        while (!_reader.TrySign(")"))
        {
            parameters.Add((_reader.TakeName(), _reader.TrySign("=") ? _expressions.Read() : null));
            if (!_reader.IsSign(")")) _reader.TakeSign(",");
        }
        _reader.Take(TokenKind.BlockEnd);
        var body = ReadBody("endmacro");
        TakeEnd("endmacro");
        return new Macro(name, parameters, body);
    }

    private List<string> ReadTargets()
    {
        var inBrackets = _reader.TrySign("(");
        var targets = new List<string> { _reader.TakeName() };
        while (_reader.TrySign(",")) targets.Add(_reader.TakeName());
        if (inBrackets) _reader.TakeSign(")");
        return targets;
    }

    private void TakeEnd(string name)
    {
        _reader.Take(TokenKind.BlockBegin);
        if (_reader.TakeName() != name) throw _reader.Unexpected();
        _reader.Take(TokenKind.BlockEnd);
    }
}
