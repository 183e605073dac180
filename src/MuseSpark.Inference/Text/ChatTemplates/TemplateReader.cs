namespace MuseSpark.Inference.Text.ChatTemplates;

/// <summary>The words of a template, one after the other, and how deep the parsers are in them.</summary>
internal sealed class TemplateReader(List<TemplateToken> tokens)
{
    private const int MaxDepth = 100;

    private int _at;
    private int _depth;

    public TemplateToken Current => tokens[_at];

    public TemplateToken Next => tokens[Math.Min(_at + 1, tokens.Count - 1)];

    public TemplateToken Take()
    {
        var token = tokens[_at];
        if (token.Kind != TokenKind.End) _at++;
        return token;
    }

    public TemplateToken Take(TokenKind kind) => Current.Kind == kind ? Take() : throw Unexpected();

    public string TakeName() => Take(TokenKind.Name).Text;

    public bool IsSign(string text) => Current is { Kind: TokenKind.Sign } && Current.Text == text;

    public bool IsName(string text) => Current is { Kind: TokenKind.Name } && Current.Text == text;

    /// <summary>Whether the tag that begins here has one of the names.</summary>
    public bool IsTag(params ReadOnlySpan<string> names) => Current.Kind == TokenKind.BlockBegin && Next.Kind == TokenKind.Name && names.Contains(Next.Text);

    public bool TrySign(string text) => IsSign(text) && Take() is var _;

    public bool TryName(string text) => IsName(text) && Take() is var _;

    public void TakeSign(string text)
    {
        if (!TrySign(text)) throw Unexpected();
    }

    public TemplateFault Unexpected() => new(Current.Kind == TokenKind.End ? "it ends too early" : $"\"{Current.Text}\" ({Current.Kind}) is not expected where it stands");

    /// <summary>Reads something that may hold its own kind, up to a depth that the stack bears.</summary>
    public T Nested<T>(Func<T> read)
    {
        if (++_depth > MaxDepth) throw new TemplateFault($"it is nested more than {MaxDepth} levels deep");
        var result = read();
        _depth--;
        return result;
    }
}
