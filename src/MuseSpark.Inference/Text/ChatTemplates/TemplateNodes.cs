namespace MuseSpark.Inference.Text.ChatTemplates;

/// <summary>What has a value.</summary>
internal abstract record Expression;

internal sealed record Literal(object? Value) : Expression;

internal sealed record Name(string Text) : Expression;

internal sealed record ListItems(IReadOnlyList<Expression> Items) : Expression;

internal sealed record MapItems(IReadOnlyList<(Expression Key, Expression Value)> Items) : Expression;

internal sealed record Attribute(Expression Of, string Key) : Expression;

internal sealed record Item(Expression Of, Expression Key) : Expression;

internal sealed record Slice(Expression Of, Expression? Start, Expression? Stop, Expression? Step) : Expression;

internal sealed record Arguments(IReadOnlyList<Expression> Plain, IReadOnlyList<(string Name, Expression Value)> Named)
{
    public static Arguments None { get; } = new([], []);
}

internal sealed record Call(Expression Function, Arguments Arguments) : Expression;

internal sealed record Filter(Expression Of, string Key, Arguments Arguments) : Expression;

internal sealed record Test(Expression Of, string Key, Arguments Arguments) : Expression;

internal sealed record Unary(string Sign, Expression Of) : Expression;

internal sealed record Binary(string Sign, Expression Left, Expression Right) : Expression;

internal sealed record Condition(Expression If, Expression Then, Expression? Else) : Expression;

/// <summary>What is carried out.</summary>
internal abstract record Statement;

internal sealed record Write(Expression Value) : Statement;

internal sealed record If(Expression Condition, IReadOnlyList<Statement> Then, IReadOnlyList<Statement> Else) : Statement;

internal sealed record For(IReadOnlyList<string> Targets, Expression Items, Expression? Where, IReadOnlyList<Statement> Body, IReadOnlyList<Statement> Else) : Statement;

/// <param name="Attribute">Of a namespace, or null for a variable.</param>
/// <param name="Value">Or null for what the body writes.</param>
internal sealed record Set(IReadOnlyList<string> Targets, string? Attribute, Expression? Value, IReadOnlyList<Statement> Body) : Statement;

internal sealed record Macro(string Name, IReadOnlyList<(string Name, Expression? Default)> Parameters, IReadOnlyList<Statement> Body) : Statement;

internal sealed record Break : Statement;

internal sealed record Continue : Statement;
