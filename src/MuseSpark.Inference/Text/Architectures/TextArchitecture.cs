namespace MuseSpark.Inference.Text.Architectures;

/// <summary>What must be known of a family of text models beyond its files: data, so that new weights need no code.</summary>
public sealed record TextArchitecture
{
    /// <summary>What model.json calls it.</summary>
    public required string Key { get; init; }

    /// <summary>
    /// How a conversation is written where the folder has no chat template of its own (Jinja); null for models that have prompts of their
    /// own or just go on with a text.
    /// </summary>
    public string? ChatTemplate { get; init; }

    /// <summary>Tokens that end an answer, beside those that the model's own files name.</summary>
    public IReadOnlyList<string> EndTokens { get; init; } = [];
}
