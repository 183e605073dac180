namespace MuseSpark.Inference.Text.Architectures;

/// <summary>Models that only go on with a text, as GPT-2 does (Radford et al. 2019).</summary>
internal static class Gpt2
{
    public static TextArchitecture Architecture { get; } = new() { Key = "gpt2", EndTokens = ["<|endoftext|>"] };
}
