namespace MuseSpark.Inference.Text.Architectures;

/// <summary>Phi-3 and Phi-4-mini, instruction-tuned.</summary>
internal static class Phi3
{
    public static TextArchitecture Architecture { get; } = new()
    {
        Key = "phi3",
        ChatTemplate = """
            {%- for message in messages %}{{ '<|' + message.role + '|>\n' + message.content + '<|end|>\n' }}{% endfor %}
            {%- if add_generation_prompt %}{{ '<|assistant|>\n' }}{% endif %}
            """,
        EndTokens = ["<|end|>", "<|endoftext|>"],
    };
}
