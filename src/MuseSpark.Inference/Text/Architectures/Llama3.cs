namespace MuseSpark.Inference.Text.Architectures;

/// <summary>Llama 3 and its instruction-tuned relatives.</summary>
internal static class Llama3
{
    public static TextArchitecture Architecture { get; } = new()
    {
        Key = "llama3",
        Chat = new ChatFormat(
            Begin: "<|begin_of_text|>",
            Turn: "<|start_header_id|>{role}<|end_header_id|>\n\n{text}<|eot_id|>",
            Answer: "<|start_header_id|>assistant<|end_header_id|>\n\n"),
        EndTokens = ["<|eot_id|>", "<|end_of_text|>"],
    };
}
