namespace MuseSpark.Inference.Text.Architectures;

/// <summary>SmolLM2, instruction-tuned: a Llama graph with the ChatML form.</summary>
internal static class SmolLm2
{
    public static TextArchitecture Architecture { get; } = new()
    {
        Key = "smollm2",
        ChatTemplate = ChatMl.Template("You are a helpful AI assistant named SmolLM, trained by Hugging Face"),
        EndTokens = ["<|im_end|>", "<|endoftext|>"],
    };
}
