namespace MuseSpark.Inference.Text.Architectures;

/// <summary>ChatML, the form of many families (https://github.com/openai/openai-python/blob/release-v0.28.1/chatml.md).</summary>
internal static class ChatMl
{
    /// <param name="system">The system turn of a conversation that brings none.</param>
    public static string Template(string system) => $$$"""
        {%- if messages[0].role != 'system' %}{{ '<|im_start|>system\n{{{system}}}<|im_end|>\n' }}{% endif %}
        {%- for message in messages %}{{ '<|im_start|>' + message.role + '\n' + message.content + '<|im_end|>\n' }}{% endfor %}
        {%- if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}
        """;
}
