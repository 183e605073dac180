namespace MuseSpark.Inference.Text.Architectures;

/// <summary>Qwen 2, 2.5 and 3, instruction-tuned: the ChatML form.</summary>
internal static class Qwen2
{
    public static TextArchitecture Architecture { get; } = new()
    {
        Key = "qwen2",
        ChatTemplate = ChatMl.Template("You are a helpful assistant."),
        EndTokens = ["<|im_end|>", "<|endoftext|>"],
    };
}
