namespace MuseSpark.Inference.Classification;

public static class TextLimits
{
    /// <summary>Longest text that is classified in one call, in UTF-16 code units.</summary>
    public const int MaxCharacters = 100_000;
}
