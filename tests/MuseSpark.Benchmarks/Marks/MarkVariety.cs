using System.Security.Cryptography;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Text;
using MuseSpark.Provenance.Watermarks.Text;

namespace MuseSpark.Benchmarks.Marks;

/// <summary>Whether other seeds still give other stories for the same words when all are marked with one key.</summary>
internal static class MarkVariety
{
    private const int Group = 5;

    /// <param name="args">The model folder, how many stories, and the temperature.</param>
    public static async Task<int> RunAsync(string[] args)
    {
        if (args.Length is < 1 or > 3)
        {
            Console.Error.WriteLine("Say: mark-variety <model folder> [stories] [temperature], for instance: mark-variety models/spark-text 16 0.5");
            return 2;
        }
        var count = args.Length > 1 ? int.Parse(args[1]) : 16;
        float? temperature = args.Length > 2 ? float.Parse(args[2], System.Globalization.CultureInfo.InvariantCulture) : null;
        var manifest = ModelManifest.Read(args[0]);
        using var model = OnnxTextModel.Open(args[0], manifest);
        var key = SHA256.HashData("measuring"u8);
        foreach (var mark in new ITextMark?[] { null, new TournamentMark(), new GreenListMark() })
        {
            var watermark = mark is null ? null : new TextWatermark(key, mark);
            var stories = new List<HashSet<string>>();
            for (var i = 0; i < count; i++)
            {
                var request = new TextRequest
                {
                    Kind = "story",
                    Prompt = "a fox and a lantern",
                    Seed = (ulong)i,
                    Options = new TextOptions { Temperature = temperature, MaxTokens = 150, Openings = 1 },
                    Mark = watermark is null ? null : seed => watermark.Begin(seed).Apply,
                };
                var body = "";
                await foreach (var piece in model.GenerateAsync(request, default)) body += piece.Text;
                var words = body.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
                stories.Add([.. Enumerable.Range(0, words.Length - Group + 1).Select(w => string.Join(' ', words.AsSpan(w, Group)!))]);
            }
            var shares = stories.SelectMany((a, i) => stories.Take(i).Select(b => a.Count(b.Contains) / (double)a.Count)).ToList();
            Console.WriteLine($"{mark?.Algorithm ?? "no mark",-24} of {count} stories two share {shares.Average():P1} of their groups of {Group} words, at most {shares.Max():P1}");
        }
        return 0;
    }
}
