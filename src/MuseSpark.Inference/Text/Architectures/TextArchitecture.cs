namespace MuseSpark.Inference.Text.Architectures;

/// <summary>What must be known of a family of text models beyond its files: data, so that new weights need no code.</summary>
public sealed record TextArchitecture
{
    /// <summary>What model.json calls it.</summary>
    public required string Key { get; init; }

    /// <summary>How a conversation is written, or null for models that have prompts of their own or just go on with a text.</summary>
    public ChatFormat? Chat { get; init; }

    /// <summary>Tokens that end an answer, beside those that the model's own files name.</summary>
    public IReadOnlyList<string> EndTokens { get; init; } = [];
}

/// <summary>How a conversation is written down for a model. Special tokens in here are tokens; {text} is data.</summary>
/// <param name="Begin">Before everything.</param>
/// <param name="Turn">One turn, with {role} and {text}.</param>
/// <param name="Answer">After the last turn: where the model goes on.</param>
/// <param name="System">The system turn where a conversation brings none, or null for none.</param>
public sealed record ChatFormat(string Begin, string Turn, string Answer, string? System = null);
