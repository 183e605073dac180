namespace MuseSpark.Inference.Image;

/// <summary>What one text encoder makes of one prompt. Shared, so never written to.</summary>
/// <param name="States">(Length, Width)</param>
/// <param name="Pooled">The prompt as a whole; null from encoders that give no such thing.</param>
internal sealed record EncodedText(float[] States, int Length, int Width, float[]? Pooled, TokenisedPrompt Prompt)
{
    public long Bytes => sizeof(float) * ((long)States.Length + (Pooled?.Length ?? 0));
}
