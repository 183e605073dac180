namespace MuseSpark.Inference.Text;

/// <summary>The next part of a text: whole characters only.</summary>
/// <param name="Text">New text; may be empty on the last piece.</param>
/// <param name="Section">Which part of the answer it belongs to.</param>
/// <param name="TokenCount">Tokens decoded so far, those of all drafts together, prompt excluded.</param>
/// <param name="Finish">Why the text ended, on the last piece only.</param>
/// <param name="Logprobs">
/// The tokens since the last piece, where <see cref="TextOptions.TopLogprobs"/> asks for them; not the one that ends a text, but those of a stop
/// string, which is not shown.
/// </param>
public readonly record struct TextPiece(
    string Text, TextSection Section, int TokenCount, FinishReason? Finish = null, IReadOnlyList<TokenLogprob>? Logprobs = null);

public enum TextSection
{
    Body,
    /// <summary>The line that describes the picture to paint.</summary>
    Scene,
}

public enum FinishReason
{
    EndOfText,
    StopString,
    MaxTokens,
}
