using System.Text.Json;

namespace MuseSpark.Inference.Tests.Text.Exports;

/// <summary>The files beside the graphs of a published Llama.</summary>
public static class LlamaFolder
{
    /// <param name="genai">Whether to write what onnxruntime-genai reads, too.</param>
    public static void WriteFiles(string folder, LlamaShape shape, string tokenizer, int endId, bool genai = false)
    {
        Directory.CreateDirectory(folder);
        void Write(string file, object content) => File.WriteAllText(Path.Combine(folder, file), JsonSerializer.Serialize(content));

        File.WriteAllText(Path.Combine(folder, "tokenizer.json"), tokenizer);
        Write("tokenizer_config.json", new { tokenizer_class = "GPT2Tokenizer", add_prefix_space = false, clean_up_tokenization_spaces = false, model_max_length = shape.Context });
        Write("generation_config.json", new { bos_token_id = endId, eos_token_id = endId });
        Write("config.json", new
        {
            architectures = new[] { "LlamaForCausalLM" },
            model_type = "llama",
            vocab_size = shape.Vocabulary,
            hidden_size = shape.Hidden,
            intermediate_size = shape.Inner,
            num_hidden_layers = shape.Layers,
            num_attention_heads = shape.Heads,
            num_key_value_heads = shape.KvHeads,
            head_dim = shape.HeadSize,
            hidden_act = "silu",
            max_position_embeddings = shape.Context,
            rope_theta = shape.Theta,
            rms_norm_eps = LlamaShape.Epsilon,
            attention_bias = false,
            mlp_bias = false,
            tie_word_embeddings = false,
            bos_token_id = endId,
            eos_token_id = endId,
        });
        if (!genai) return;
        Write("genai_config.json", new
        {
            model = new
            {
                type = "llama",
                vocab_size = shape.Vocabulary,
                context_length = shape.Context,
                bos_token_id = endId,
                eos_token_id = endId,
                pad_token_id = endId,
                decoder = new
                {
                    filename = "model.onnx",
                    head_size = shape.HeadSize,
                    hidden_size = shape.Hidden,
                    num_attention_heads = shape.Heads,
                    num_key_value_heads = shape.KvHeads,
                    num_hidden_layers = shape.Layers,
                    inputs = new { input_ids = "input_ids", attention_mask = "attention_mask", past_key_names = "past_key_values.%d.key", past_value_names = "past_key_values.%d.value" },
                    outputs = new { logits = "logits", present_key_names = "present.%d.key", present_value_names = "present.%d.value" },
                },
            },
            search = new { max_length = shape.Context, past_present_share_buffer = true },
        });
    }
}
