namespace MuseSpark.Inference.Tokenizers;

/// <summary>A token that stands for exactly its text and is looked for before anything else.</summary>
/// <param name="Special">A control token such as an end mark: never text that a person sees, never read from a person's words.</param>
/// <param name="StripLeft">Whether it swallows white space before it.</param>
/// <param name="StripRight">Whether it swallows white space after it.</param>
internal sealed record AddedToken(int Id, string Text, bool Special, bool StripLeft, bool StripRight);
