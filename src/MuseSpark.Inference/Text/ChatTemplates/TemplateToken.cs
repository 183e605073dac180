namespace MuseSpark.Inference.Text.ChatTemplates;

internal enum TokenKind
{
    Text,
    BlockBegin,
    BlockEnd,
    PrintBegin,
    PrintEnd,
    Name,
    Literal,
    Integer,
    Float,
    Sign,
    End,
}

/// <summary>A word of a template. For a literal, the text between its quotes with escapes resolved.</summary>
internal readonly record struct TemplateToken(TokenKind Kind, string Text);
