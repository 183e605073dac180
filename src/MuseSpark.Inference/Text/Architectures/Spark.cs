namespace MuseSpark.Inference.Text.Architectures;

/// <summary>The built-in story models: a Llama graph; the prompt form of each kind is in model.json.</summary>
internal static class Spark
{
    public static TextArchitecture Architecture { get; } = new() { Key = "spark", EndTokens = ["<|eos|>"] };
}
