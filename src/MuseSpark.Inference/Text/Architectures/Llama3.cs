namespace MuseSpark.Inference.Text.Architectures;

/// <summary>Llama 3 and its instruction-tuned relatives.</summary>
internal static class Llama3
{
    public static TextArchitecture Architecture { get; } = new()
    {
        Key = "llama3",
        ChatTemplate = """
            {{- '<|begin_of_text|>' }}
            {%- for message in messages %}{{ '<|start_header_id|>' + message.role + '<|end_header_id|>\n\n' + message.content + '<|eot_id|>' }}{% endfor %}
            {%- if add_generation_prompt %}{{ '<|start_header_id|>assistant<|end_header_id|>\n\n' }}{% endif %}
            """,
        EndTokens = ["<|eot_id|>", "<|end_of_text|>"],
    };
}
