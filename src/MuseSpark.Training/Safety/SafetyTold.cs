using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using MuseSpark.Inference.Classification;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Text;
using MuseSpark.Training.Corpus;
using MuseSpark.Training.Evaluation;

namespace MuseSpark.Training.Safety;

/// <summary>
/// Has the story model tell stories and counts how many of them the classifier flags. The story model learned from nothing but harmless
/// texts for children, so each flag is a false one; what it tells can be kept in a file, for the classifier to learn from. As in the app, a story is
/// looked at whenever a sentence ends, together with what came just before, and once more when it is finished.
/// </summary>
internal static class SafetyTold
{
    // As much of what came before as the app reads with a sentence.
    private const int Context = 600;

    private const int Together = 8;

    // Of the documents that the story model learns from those that were made for it.
    private static readonly string[] OwnSources = ["grammar", MuseOriginal.StoriesSource, MuseOriginal.SimpleSource, "idea-lists", "small-talk", "couplets"];
    private static readonly JsonSerializerOptions Plain = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Run(CommandOptions options, CancellationToken cancellationToken)
    {
        var text = options.Text("text", Path.Combine("models", "spark-text"));
        var folder = options.Text("model", Path.Combine("models", "spark-safety"));
        var (count, seed) = (options.Number("count", 500), (ulong)options.Long("seed", 1));
        var output = options.Text("out", "");
        var (shown, from, asked) = (options.Number("show", 20), options.Text("from", ""), options.Flag("asked"));
        options.RejectUnknown();
        using var catalog = ModelCatalog.Open([folder], new ModelCatalogOptions(), NullLogger.Instance);
        using var lease = catalog.UseClassifierAsync(catalog.Models.Single().Manifest.Id, cancellationToken).GetAwaiter().GetResult();

        if (from.Length > 0)
        {
            Count(lease.Model, Stories(from).Take(count), shown, cancellationToken);
            return;
        }
        using var model = OnnxTextModel.Open(text, ModelManifest.Read(text));
        // The classifier learns from the prompts of the project's own stories and from what is told for them: what is measured is asked for in others.
        var prompts = (asked ? AskedScore.Prompts : Prompts()).OrderBy(prompt => StableHash.Of($"{seed} {prompt}")).Take(count).ToList();
        using var file = output.Length > 0 ? new StreamWriter(output) : null;
        Count(lease.Model, Tell(model, prompts, seed, file, cancellationToken), shown, cancellationToken);
    }

    private static IEnumerable<string> Tell(OnnxTextModel model, List<string> prompts, ulong seed, StreamWriter? file, CancellationToken cancellationToken)
    {
        foreach (var part in prompts.Index().Chunk(Together))
            foreach (var story in Task.WhenAll(part.Select(p => TellAsync(model, p.Item, seed + (ulong)p.Index, cancellationToken))).GetAwaiter().GetResult())
            {
                file?.WriteLine(JsonSerializer.Serialize(new { text = story }, Plain));
                yield return story;
            }
    }

    private static void Count(IClassifier classifier, IEnumerable<string> stories, int shown, CancellationToken cancellationToken)
    {
        var (told, flagged) = (0, 0);
        foreach (var story in stories)
        {
            told++;
            var worst = Sights(story).SelectMany(sight => classifier.Classify(sight, cancellationToken).Flagged.Select(score => new { Sight = sight, Score = score })).MaxBy(s => s.Score.Score / s.Score.Threshold);
            if (worst is null) continue;
            flagged++;
            if (flagged > shown) continue;
            var end = worst.Sight[^Math.Min(200, worst.Sight.Length)..].ReplaceLineEndings(" ");
            Console.WriteLine($"  {worst.Score.Category} {worst.Score.Score:f2} of {worst.Score.Threshold:f2}: {end} [{string.Join(" | ", worst.Score.Spans.Select(s => worst.Sight.Substring(s.Start, s.Length)))}]");
        }
        Console.WriteLine($"{flagged} of {told} stories flagged, {100.0 * flagged / told:f2} %");
    }

    /// <summary>Stories of a file that <c>safety tell --out</c> or <c>corpus</c> wrote, each whole and as it is seen at the end of one of its sentences.</summary>
    /// <param name="most">So many of them at most, chosen by their hash.</param>
    public static IEnumerable<SafetyExample> Read(string file, int most = int.MaxValue) => Stories(file).OrderBy(StableHash.Of).Take(most)
        .SelectMany(story => new[] { story, Sights(story).ElementAt((int)(StableHash.Of(story) % (uint)Sights(story).Count())) }
            .Select(text => new SafetyExample(SafetyExample.ToldName, text, SafetyFiles.Labels([], []), 0.5f, Frame: story)));

    private static IEnumerable<string> Stories(string file) => File.ReadLines(file).Select(line => JsonSerializer.Deserialize<JsonElement>(line))
        .Where(row => !row.TryGetProperty("source", out var source) || OwnSources.Contains(source.GetString()!)).Select(row => row.GetProperty("text").GetString()!);

    private static IEnumerable<string> Sights(string story)
    {
        for (int looked = 0, end; (end = story.AsSpan(looked).IndexOfAny(".!?\n")) >= 0;)
        {
            var from = Math.Max(0, looked - Context);
            looked += end + 1;
            yield return story[from..looked];
        }
        yield return story;
    }

    private static IEnumerable<string> Prompts() =>
        Directory.EnumerateFiles(Path.Combine(Lexicon.DataFolder, "muse-original"), "*.jsonl").SelectMany(File.ReadLines)
            .Select(line => JsonSerializer.Deserialize<JsonElement>(line).GetProperty("prompt").GetString()!).Distinct();

    private static async Task<string> TellAsync(OnnxTextModel model, string prompt, ulong seed, CancellationToken cancellationToken)
    {
        var text = "";
        await foreach (var piece in model.GenerateAsync(new TextRequest { Kind = "story", Prompt = prompt, Seed = seed }, cancellationToken)) text += piece.Text;
        return text;
    }
}
