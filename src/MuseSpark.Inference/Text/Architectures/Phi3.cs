namespace MuseSpark.Inference.Text.Architectures;

/// <summary>Phi-3 and Phi-4-mini, instruction-tuned.</summary>
internal static class Phi3
{
    public static TextArchitecture Architecture { get; } = new()
    {
        Key = "phi3",
        Chat = new ChatFormat(Begin: "", Turn: "<|{role}|>\n{text}<|end|>\n", Answer: "<|assistant|>\n"),
        EndTokens = ["<|end|>", "<|endoftext|>"],
    };
}
