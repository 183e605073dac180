using System.Text.Json;
using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Text.ChatTemplates;

/// <summary>Finds the chat template of a model folder: chat_template.jinja, or chat_template in tokenizer_config.json.</summary>
internal static class ChatTemplateFile
{
    // Some list thousands of unused tokens.
    private const long MaxConfigBytes = 8 << 20, MaxTemplateBytes = 1 << 20;

    private static readonly string[] TokenNames = ["bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token"];

    /// <returns>The template for plain conversations, or null where the folder has none.</returns>
    /// <exception cref="ModelException">A file is damaged or too large, or the template can't be read.</exception>
    public static ChatTemplate? Read(string folder, TimeProvider? time = null)
    {
        var configPath = Path.Combine(folder, "tokenizer_config.json");
        var config = File.Exists(configPath) ? JsonFile.Read<Dictionary<string, JsonElement>>(configPath, MaxConfigBytes) : [];
        var tokens = TokenNames.Select(name => (Name: name, Text: TokenText(config.GetValueOrDefault(name)))).Where(t => t.Text is not null).ToDictionary(t => t.Name, t => t.Text!);
        return SourceIn(folder, config) is { } source ? ChatTemplate.Parse(source, tokens, time) : null;
    }

    private static string? SourceIn(string folder, Dictionary<string, JsonElement> config)
    {
        var file = new FileInfo(Path.Combine(folder, "chat_template.jinja"));
        if (file.Exists)
            return file.Length <= MaxTemplateBytes ? File.ReadAllText(file.FullName) : throw new ModelException($"{file.Name} is larger than {MaxTemplateBytes >> 20} MB. Use another model.");
        return config.GetValueOrDefault("chat_template") switch
        {
            { ValueKind: JsonValueKind.String } one => one.GetString(),
            // Several by name; the others are for tools and documents.
            { ValueKind: JsonValueKind.Array } several => several.EnumerateArray().Where(t => Field(t, "name") == "default").Select(t => Field(t, "template")).FirstOrDefault(),
            _ => null,
        };
    }

    /// <summary>A string, or an object with a "content".</summary>
    private static string? TokenText(JsonElement token) => token.ValueKind == JsonValueKind.String ? token.GetString() : Field(token, "content");

    private static string? Field(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
