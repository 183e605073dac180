using System.Security.Cryptography;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Text;
using MuseSpark.Provenance.Watermarks.Text;

namespace MuseSpark.Benchmarks.Marks;

/// <summary>How often the mark in a story is found, how often where there is none, and what it does to the story.</summary>
internal static class MarkText
{
    private const int OtherKeys = 20;

    private static readonly int[] Lengths = [25, 50, 75, 100, 150, 200, 250, 300];
    private static readonly string[] Heroes = ["fox", "girl", "old sailor", "mouse", "robot", "shepherd", "bear", "two sisters"];
    private static readonly string[] Things = ["a lantern", "a lost key", "a red kite", "the last apple", "a broken clock", "a letter", "a bridge"];

    /// <param name="args">The model folder, how many stories, the temperature, and a file for the curves.</param>
    public static async Task<int> RunAsync(string[] args)
    {
        if (args.Length is < 1 or > 4)
        {
            Console.Error.WriteLine("Say: mark-text <model folder> [stories] [temperature] [curves.svg], for instance: mark-text models/spark-text 100 0.8 curves.svg");
            return 2;
        }
        var count = args.Length > 1 ? int.Parse(args[1]) : 50;
        float? temperature = args.Length > 2 ? float.Parse(args[2], System.Globalization.CultureInfo.InvariantCulture) : null;
        var manifest = ModelManifest.Read(args[0]);
        using var model = OnnxTextModel.Open(args[0], manifest);
        using var likelihood = new Likelihood(args[0], manifest);
        var options = new TextOptions { Temperature = temperature, MaxTokens = 330 };

        var curves = new Curves("found at 1 % false positives", "tokens", Lengths[^1]);
        var plain = await WriteAsync(null);
        Console.WriteLine($"{count} stories of {plain.Average(t => t.Ids.Count):F0} tokens, temperature {temperature ?? manifest.Defaults.Temperature}; perplexity {Perplexity(plain):F3}, different words {Variety(plain):P1}");
        foreach (var mark in new ITextMark[] { new TournamentMark(), new GreenListMark() })
        {
            var watermark = new TextWatermark(Key(0), mark);
            var marked = await WriteAsync(seed => watermark.Begin(seed).Apply);
            Console.WriteLine($"{mark.Algorithm}: perplexity {Perplexity(marked):F3}, different words {Variety(marked):P1}, cut into the same tokens again {marked.Count(t => t.Ids.Take(t.Drawn.Length).SequenceEqual(t.Drawn))} of {count}; as drawn, mean z {marked.Average(t => watermark.Read(t.Drawn).Z):F2}, as cut again {marked.Average(t => watermark.Read([.. t.Ids]).Z):F2}");
            var others = Enumerable.Range(1, OtherKeys).Select(i => new TextWatermark(Key(i), mark)).ToList();
            foreach (var (length, knowing) in Lengths.SelectMany(l => new[] { (l, false), (l, true) }))
            {
                var read = Readings(watermark, marked, length, knowing).ToList();
                var without = others.SelectMany(w => Readings(w, plain, length, knowing).Concat(Readings(w, marked, length, knowing))).Select(r => r.Z).Order().ToList();
                if (read.Count == 0) continue;
                var limit = without[(int)(without.Count * 0.99)];
                curves.Add($"{watermark.Algorithm}{(knowing ? ", with the model" : "")}", length, read.Count(r => r.Z > limit) / (double)read.Count);
                Console.WriteLine(
                    $"  {length,3} tokens {(knowing ? "and the model" : "alone        ")}, {read.Count,4} stories: mean z {read.Average(r => r.Z),5:F2}; found {Share(read, r => r.Z > limit)} at 1 % false (z {limit:F2} of {without.Count} unmarked), "
                    + $"{Share(read, r => r.P <= 0.01)} at p 0.01, {Share(read, r => r.Verdict == TextMarkVerdict.Marked)} called marked, {Share(read, r => r.Verdict == TextMarkVerdict.NotMarked)} called not marked; scored {read.Average(r => r.Scored):F0}");
                var verdicts = others.SelectMany(w => Readings(w, plain, length, knowing)).ToList();
                Console.WriteLine($"      unmarked: {Share(verdicts, r => r.Verdict == TextMarkVerdict.Marked)} called marked, {Share(verdicts, r => r.P <= 0.01)} at p 0.01, {Share(verdicts, r => r.Verdict == TextMarkVerdict.NotMarked)} called not marked");
            }
        }
        if (args.Length > 3) await File.WriteAllTextAsync(args[3], curves.ToSvg());
        return 0;

        async Task<List<Text>> WriteAsync(Func<ulong, TokenMark>? mark)
        {
            var texts = new List<Text>();
            for (var i = 0; i < count; i++)
            {
                var prompt = $"{Heroes[i % Heroes.Length]} and {Things[i / Heroes.Length % Things.Length]}";
                var body = "";
                int[] drawn = [];
                var request = new TextRequest { Kind = "story", Prompt = prompt, Seed = (ulong)i, Options = options with { Openings = 1 } };
                if (mark is not null)
                    request = request with
                    {
                        Mark = seed =>
                        {
                            var own = mark(seed);
                            return (written, ids, chances) =>
                            {
                                drawn = [.. written];
                                own(written, ids, chances);
                            };
                        },
                    };
                await foreach (var piece in model.GenerateAsync(request, default)) body += piece.Text;
                // What a reader has: the text, cut into tokens again.
                var (tokens, choice) = await model.MeasureChoiceAsync(body.Trim(), default);
                texts.Add(new Text(prompt, [.. tokens], body, drawn, choice));
            }
            return texts;
        }

        double Perplexity(List<Text> texts) => Math.Exp(texts.Average(t => Math.Log(likelihood.Perplexity(t.Prompt, t.Ids))));
    }

    private sealed record Text(string Prompt, List<int> Ids, string Body, int[] Drawn, float[] Choice);

    /// <param name="knowing">Whether tokens are weighed by the choice that the model had.</param>
    private static IEnumerable<TextMarkReading> Readings(TextWatermark watermark, List<Text> texts, int length, bool knowing) =>
        texts.Where(t => t.Ids.Count >= length).Select(t => watermark.Read([.. t.Ids.Take(length)], knowing ? t.Choice.AsSpan(0, length) : []));

    /// <summary>Mean share of a story's words that are not said before in it.</summary>
    private static double Variety(List<Text> texts) =>
        texts.Average(t => t.Body.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) is var words ? words.Distinct().Count() / (double)words.Length : 0);

    private static string Share(List<TextMarkReading> readings, Func<TextMarkReading, bool> holds) => $"{100.0 * readings.Count(holds) / readings.Count:F1} %";

    private static byte[] Key(int i) => SHA256.HashData(BitConverter.GetBytes(i));
}
