using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using MuseSpark.Inference.Image;

namespace MuseSpark.Training.Words;

/// <summary>Writes words.json into a picture model's folder and its hash into model.json, where there is one already.</summary>
internal static class WordsCommand
{
    // As the export writes it, so that only one line changes.
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Run(CommandOptions options, CancellationToken cancel)
    {
        var output = options.Text("out");
        var cache = options.Text("wordnet");
        options.RejectUnknown();
        Write(output, cache, cancel);
        var manifest = Path.Combine(output, "model.json");
        if (!File.Exists(manifest)) return;
        var json = JsonNode.Parse(File.ReadAllText(manifest))!;
        json["files"]![WordsFile.Name] = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(output, WordsFile.Name))));
        File.WriteAllText(manifest, json.ToJsonString(Json) + "\n");
    }

    /// <param name="wordNetCache">Folder that holds WordNet or will.</param>
    public static void Write(string output, string wordNetCache, CancellationToken cancel)
    {
        var file = WordBook.Write(WordNet.Open(wordNetCache), TaughtWords.Read(cancel));
        Directory.CreateDirectory(output);
        file.Write(output);
        int Count(string list) => list.Length == 0 ? 0 : list.Split(',').Length;
        Console.WriteLine(
            $"{WordsFile.Name}: {file.Things.Count} things, {Count(file.Words)} other words, {file.StandIns.Values.Sum(Count)} nouns that {file.StandIns.Count} of them stand in for, "
            + $"{Count(file.Undrawn)} things not drawn, {Count(file.Unseen)} nouns of nothing to be seen, {new FileInfo(Path.Combine(output, WordsFile.Name)).Length / 1000} KB");
        foreach (var (taught, words) in file.StandIns.OrderByDescending(pair => Count(pair.Value)).Take(20)) Console.WriteLine($"  {taught}: {Count(words)}");
    }
}
