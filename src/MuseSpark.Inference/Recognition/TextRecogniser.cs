using System.Text;
using System.Text.Json;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Text.Architectures;

namespace MuseSpark.Inference.Recognition;

/// <summary>Text models in the layout of transformers.js and optimum: config.json, tokenizer.json, onnx/model*.onnx.</summary>
internal static class TextRecogniser
{
    private static readonly string[] Optional = ["generation_config.json", "tokenizer_config.json", "special_tokens_map.json", "chat_template.jinja"];

    // What is known of a family beyond its files, by what only its own template has. Others end where their files say.
    private static readonly (string[] Marks, TextArchitecture Architecture)[] Families =
    [
        (["<|start_header_id|>"], Llama3.Architecture),
        (["<|im_sep|>"], Plain.Architecture),
        (["<|im_start|>", "SmolLM"], SmolLm2.Architecture),
        (["<|im_start|>"], Qwen2.Architecture),
        (["<|end|>", "<|start|>"], Plain.Architecture),
        (["<|end|>"], Phi3.Architecture),
    ];

    public static async Task<RecognisedModel> RecogniseAsync(FolderContent content, IReadOnlyList<string> licences, CancellationToken cancellationToken)
    {
        var config = await ModelRecogniser.ReadAsync(content, "config.json", cancellationToken);
        var type = ModelRecogniser.Text(config, "model_type") ?? "";
        if (!WritesTexts(config)) throw new ModelException($"{content.Name} is a model of the kind {Short(type)}, which doesn't write texts by itself. Known are decoders such as Llama, Qwen, SmolLM, Phi and GPT-2.");
        if (!content.Has("tokenizer.json")) throw new ModelException($"{content.Name} has no tokenizer.json. Look for another export of it under onnx-community.");

        string[] others = ["config.json", "tokenizer.json", .. Optional.Where(content.Has), .. licences];
        var precisions = new[] { "onnx/model", "model" }.Select(graph => Precisions.Of(content, graph, others)).FirstOrDefault(found => found.Count > 0)
            ?? throw new ModelException($"{content.Name} has no onnx/model.onnx nor one of its precisions. Exports in several graphs (decoder_model_merged) are not known here; look for a newer one under onnx-community.");
        var template = await TemplateAsync(content, cancellationToken);
        return new RecognisedModel(
            new ModelManifest
            {
                Id = "",
                Name = content.Name,
                Kind = "text",
                Architecture = Family(type, template).Key,
                Version = "1",
                Licence = "",
                Files = new Dictionary<string, string>(),
                Kinds = template is null ? ["story"] : ["story", "poem", "ideas", "chat"],
            },
            precisions);
    }

    private static bool WritesTexts(JsonElement config)
    {
        if (!config.TryGetProperty("architectures", out var names) || names.ValueKind != JsonValueKind.Array || names.GetArrayLength() == 0)
            return ModelRecogniser.Text(config, "model_type") is "gpt2" or "llama" or "mistral" or "phi" or "phi3" or "qwen2" or "qwen3" or "smollm3";
        return names.EnumerateArray().Any(name => name.ValueKind == JsonValueKind.String
            && (name.GetString()!.EndsWith("ForCausalLM", StringComparison.Ordinal) || name.GetString()!.EndsWith("LMHeadModel", StringComparison.Ordinal)));
    }

    private static TextArchitecture Family(string type, string? template) => template is null && type == "gpt2" ? Gpt2.Architecture
        : Families.FirstOrDefault(family => template is not null && family.Marks.All(template.Contains)).Architecture ?? Plain.Architecture;

    private static async Task<string?> TemplateAsync(FolderContent content, CancellationToken cancellationToken)
    {
        if (content.Has("chat_template.jinja")) return Encoding.UTF8.GetString(await ModelRecogniser.ReadBytesAsync(content, "chat_template.jinja", cancellationToken));
        if (!content.Has("tokenizer_config.json")) return null;
        var config = await ModelRecogniser.ReadAsync(content, "tokenizer_config.json", cancellationToken);
        // One template, or a list of named ones.
        return config.TryGetProperty("chat_template", out var template) && template.ValueKind is JsonValueKind.String or JsonValueKind.Array ? template.ToString() : null;
    }

    private static string Short(string type) => type.Length is > 0 and <= 40 && type.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-') ? type : "unknown";
}
