using System.Text.Json;

namespace MuseSpark.Training.Corpus;

/// <summary>The words that prompts are usually about; they are looked for in texts that came without a prompt.</summary>
public sealed record Lexicon(string[] Heroes, string[] Places, string[] Things, string[] Traits)
{
    public static string DataFolder => Path.Combine(AppContext.BaseDirectory, "Data");

    public static Lexicon Read() =>
        JsonSerializer.Deserialize<Lexicon>(File.ReadAllText(Path.Combine(DataFolder, "grammar", "lexicon.json")), JsonSerializerOptions.Web)
        ?? throw new InvalidDataException("grammar/lexicon.json is empty.");
}
