using System.Text.Json.Nodes;
using MuseSpark.Inference.Tokenizers;

namespace MuseSpark.Inference.Tests.Tokenizers;

internal static class TokenizerFiles
{
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "Tokenizers", "Data");

    public static string Gpt2 { get; } = Path.Combine(Folder, "gpt2-small.json");

    public static JsonNode Read(string name) => JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, name)))!;

    /// <summary>Opens gpt2-small.json with some parts replaced.</summary>
    public static Tokenizer Open(Action<JsonNode> change)
    {
        var json = Read("gpt2-small.json");
        change(json);
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, json.ToJsonString());
            return Tokenizer.Open(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    public static Tokenizer OpenVariant(string name)
    {
        var variant = Read("variants.json")[name]!;
        return Open(json =>
        {
            foreach (var part in (string[])["pre_tokenizer", "normalizer"])
                if (variant[part] is { } value) json[part] = value.DeepClone();
            if (variant["ignore_merges"] is { } ignore) json["model"]!["ignore_merges"] = ignore.DeepClone();
        });
    }
}
