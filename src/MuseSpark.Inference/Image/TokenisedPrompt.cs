namespace MuseSpark.Inference.Image;

/// <summary>A prompt as a text encoder takes it.</summary>
/// <param name="Ids">As many as the encoder is long.</param>
/// <param name="Weights">How much each of them counts; null where all count alike.</param>
/// <param name="Count">Tokens of the whole prompt, without the frame of special tokens.</param>
/// <param name="Room">How many of them the encoder reads.</param>
/// <param name="LeftOut">The words beyond that; empty if all are read.</param>
internal sealed record TokenisedPrompt(long[] Ids, float[]? Weights, int Count, int Room, string LeftOut);
