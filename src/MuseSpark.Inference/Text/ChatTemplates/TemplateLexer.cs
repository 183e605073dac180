using System.Globalization;
using System.Text;

namespace MuseSpark.Inference.Text.ChatTemplates;

/// <summary>
/// Cuts a Jinja template into words (https://jinja.palletsprojects.com/en/stable/templates/), with trim_blocks and lstrip_blocks on, as
/// chat templates are written for.
/// </summary>
internal sealed class TemplateLexer(string source)
{
    private static readonly string[] Signs =
        ["==", "!=", "<=", ">=", "//", "**", "(", ")", "[", "]", "{", "}", ",", ".", ":", "|", "<", ">", "=", "+", "-", "*", "/", "%", "~"];

    private readonly string _source = source.EndsWith('\n') ? source[..^1] : source;
    private readonly List<TemplateToken> _tokens = [];
    private int _at;
    private bool _lineStarts = true;

    public static List<TemplateToken> Read(string source)
    {
        var lexer = new TemplateLexer(source.ReplaceLineEndings("\n"));
        while (lexer._at < lexer._source.Length) lexer.ReadTextAndTag();
        lexer._tokens.Add(new TemplateToken(TokenKind.End, ""));
        return lexer._tokens;
    }

    private bool Follows(string text) => string.CompareOrdinal(_source, _at, text, 0, text.Length) == 0;

    private void ReadTextAndTag()
    {
        var open = _at - 1;
        do open = _source.IndexOf('{', open + 1);
        while (open >= 0 && !(open + 1 < _source.Length && _source[open + 1] is '%' or '{' or '#'));
        var text = open < 0 ? _source[_at..] : _source[_at..open];
        if (open < 0)
        {
            AddText(text);
            _at = _source.Length;
            return;
        }
        var kind = _source[open + 1];
        _at = open + 2;
        if (Follows("-")) text = text.TrimEnd();
        else if (kind != '{' && !Follows("+")) text = WithoutIndent(text);
        if (Follows("-") || Follows("+")) _at++;
        AddText(text);
        if (kind == '#') SkipComment();
        else ReadTag(kind == '%' ? "%}" : "}}");
    }

    private void AddText(string text)
    {
        if (text.Length > 0) _tokens.Add(new TemplateToken(TokenKind.Text, text));
    }

    /// <summary>lstrip_blocks: spaces between the beginning of a line and a block go.</summary>
    private string WithoutIndent(string text)
    {
        var kept = text.TrimEnd(' ', '\t');
        return kept.EndsWith('\n') || (kept.Length == 0 && _lineStarts) ? kept : text;
    }

    private void SkipComment()
    {
        var end = _source.IndexOf("#}", _at, StringComparison.Ordinal);
        if (end < 0) throw new TemplateFault("a comment has no end");
        var trim = end > _at && _source[end - 1] == '-';
        _at = end + 2;
        Leave(trim, trimLine: true);
    }

    /// <summary>Behind a tag: white space goes after a minus sign, one line break after a block without a plus sign (trim_blocks).</summary>
    private void Leave(bool trim, bool trimLine)
    {
        var from = _at;
        if (trim)
            while (_at < _source.Length && char.IsWhiteSpace(_source[_at])) _at++;
        else if (trimLine && Follows("\n")) _at++;
        _lineStarts = _at > from && _source[_at - 1] == '\n';
    }

    private void ReadTag(string end)
    {
        var isBlock = end == "%}";
        _tokens.Add(new TemplateToken(isBlock ? TokenKind.BlockBegin : TokenKind.PrintBegin, ""));
        var braces = 0;
        while (true)
        {
            while (_at < _source.Length && char.IsWhiteSpace(_source[_at])) _at++;
            if (_at >= _source.Length) throw new TemplateFault("a tag has no end");
            if (braces == 0 && (Follows(end) || Follows("-" + end) || Follows("+" + end)))
            {
                bool trim = Follows("-"), keep = Follows("+");
                _at += Follows(end) ? 2 : 3;
                _tokens.Add(new TemplateToken(isBlock ? TokenKind.BlockEnd : TokenKind.PrintEnd, ""));
                Leave(trim, isBlock && !keep);
                return;
            }
            ReadWord(ref braces);
        }
    }

    private void ReadWord(ref int braces)
    {
        var c = _source[_at];
        if (c is '"' or '\'')
        {
            ReadLiteral(c);
        }
        else if (char.IsAsciiDigit(c))
        {
            var digits = Take(char.IsAsciiDigit);
            var isFloat = Follows(".") && _at + 1 < _source.Length && char.IsAsciiDigit(_source[_at + 1]) && _tokens[^1] is not { Kind: TokenKind.Sign, Text: "." };
            if (isFloat) _at++;
            _tokens.Add(isFloat ? new TemplateToken(TokenKind.Float, $"{digits}.{Take(char.IsAsciiDigit)}") : new TemplateToken(TokenKind.Integer, digits));
        }
        else if (char.IsAsciiLetter(c) || c == '_')
        {
            _tokens.Add(new TemplateToken(TokenKind.Name, Take(x => char.IsAsciiLetterOrDigit(x) || x == '_')));
        }
        else
        {
            var sign = Signs.FirstOrDefault(Follows) ?? throw new TemplateFault($"the character {c} is not expected in a tag");
            braces += sign == "{" ? 1 : sign == "}" ? -1 : 0;
            _at += sign.Length;
            _tokens.Add(new TemplateToken(TokenKind.Sign, sign));
        }
    }

    private string Take(Func<char, bool> belongs)
    {
        var start = _at;
        while (_at < _source.Length && belongs(_source[_at])) _at++;
        return _source[start.._at];
    }

    private void ReadLiteral(char quote)
    {
        var text = new StringBuilder();
        for (_at++; ; _at++)
        {
            if (_at >= _source.Length) throw new TemplateFault("a text has no closing quote");
            if (_source[_at] == quote) break;
            text.Append(_source[_at] == '\\' && ++_at < _source.Length ? Escaped() : _source[_at].ToString());
        }
        _at++;
        _tokens.Add(new TemplateToken(TokenKind.Literal, text.ToString()));
    }

    /// <summary>Python's escapes; an unknown one stands for itself.</summary>
    private string Escaped()
    {
        switch (_source[_at])
        {
            case 'n': return "\n";
            case 't': return "\t";
            case 'r': return "\r";
            case 'b': return "\b";
            case 'f': return "\f";
            case 'v': return "\v";
            case '\\' or '\'' or '"': return _source[_at].ToString();
            case '\n': return "";
            case 'x' or 'u':
                var length = _source[_at] == 'x' ? 2 : 4;
                if (_at + length >= _source.Length || !ushort.TryParse(_source.AsSpan(_at + 1, length), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit))
                    throw new TemplateFault("an escape in a text is damaged");
                _at += length;
                return ((char)unit).ToString();
            default: return "\\" + _source[_at];
        }
    }
}
