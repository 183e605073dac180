using System.Text.Json;
using MuseSpark.Inference.Classification;
using MuseSpark.Training.Corpus;

namespace MuseSpark.Training.Safety;

/// <summary>The project's own texts: Data/safety/*.jsonl, lines of {"text", "labels", "unknown", "frame"}.</summary>
internal static class SafetyFiles
{
    private sealed record Row(string Text, string[] Labels, string[]? Unknown = null, string? Frame = null);

    public static string Folder => Path.Combine(Lexicon.DataFolder, "safety");

    /// <summary>Files whose name begins so, in order of their names.</summary>
    public static IEnumerable<SafetyExample> Read(string start) =>
        Directory.EnumerateFiles(Folder, start + "*.jsonl").Order(StringComparer.Ordinal).SelectMany(ReadFile);

    /// <summary>Everything that training may see: all but the files that begin with "test-".</summary>
    public static IEnumerable<SafetyExample> ForTraining() => new[] { "everyday-", "fiction-", "violations-" }.SelectMany(Read);

    /// <summary>A label by its place in <see cref="Categories.Judged"/>; the two categories of rules are nobody's label here.</summary>
    public static sbyte[] Labels(IEnumerable<string> holds, IEnumerable<string> unknown)
    {
        var labels = new sbyte[Categories.Judged.Count];
        foreach (var name in unknown) Set(name, -1);
        foreach (var name in holds) Set(name, 1);
        return labels;

        void Set(string name, sbyte value)
        {
            if (!Categories.All.Contains(name)) throw new InvalidDataException($"There is no category {name}.");
            var at = Categories.Judged.ToList().IndexOf(name);
            if (at >= 0) labels[at] = value;
        }
    }

    private static IEnumerable<SafetyExample> ReadFile(string file)
    {
        var source = Path.GetFileNameWithoutExtension(file);
        foreach (var line in File.ReadLines(file).Where(line => line.Length > 0))
        {
            var row = JsonSerializer.Deserialize<Row>(line, JsonSerializerOptions.Web)!;
            yield return new SafetyExample(source, row.Text, Labels(row.Labels, row.Unknown ?? []), Frame: row.Frame);
        }
    }
}
