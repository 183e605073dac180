namespace MuseSpark.Inference.Text.Architectures;

/// <summary>Models of any family that only go on with a text; their own files say what ends it.</summary>
internal static class Plain
{
    public static TextArchitecture Architecture { get; } = new() { Key = "plain" };
}
