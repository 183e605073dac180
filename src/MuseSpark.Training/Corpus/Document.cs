using System.Text.Json;
using System.Text.Json.Serialization;

namespace MuseSpark.Training.Corpus;

/// <summary>One text the model learns from. Without a prompt it is unconditioned; <paramref name="Whole"/> is false for a piece cut from the middle.</summary>
/// <param name="Source">Key into the mixture (Data/mixture.json).</param>
/// <param name="Kind">story, poem, ideas, chat, continue, rewrite, describe or character</param>
/// <param name="Tone">funny, gentle or exciting; null where none is clear.</param>
/// <param name="Title">Which plot, or thread, it tells: "two pots"; null where it is one of its kind.</param>
public sealed record Document(string Source, string Kind, string Text, string? Prompt = null, string? Scene = null, bool Whole = true, string? Tone = null, string? Title = null)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static IEnumerable<Document> ReadAll(string path)
    {
        foreach (var line in File.ReadLines(path))
            if (line.Length > 0)
                yield return JsonSerializer.Deserialize<Document>(line, Json) ?? throw new InvalidDataException($"{path} has an empty record.");
    }

    public static void WriteAll(string path, IEnumerable<Document> documents)
    {
        using var writer = new StreamWriter(path);
        foreach (var document in documents) Write(writer, document);
    }

    public static void Write(TextWriter writer, Document document) => writer.WriteLine(JsonSerializer.Serialize(document, Json));
}
