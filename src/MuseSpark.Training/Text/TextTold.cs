using System.Diagnostics;
using System.Text;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Text;
using MuseSpark.Inference.Text.Drafts;
using MuseSpark.Training.Corpus;
using MuseSpark.Training.Corpus.Grammar;

namespace MuseSpark.Training.Text;

/// <summary>
/// Has an exported model tell the best of several stories for the prompts of its own documents, and keeps those that hold every word of the prompt, end and
/// don't go round in circles, for the model to learn to tell at once what it can tell at its best (as STaR learns from its own right answers: Zelikman et
/// al. 2022, arXiv 2203.14465).
/// </summary>
public static class TextTold
{
    public const string Source = "told";

    // Of the 2.25 that a faultless draft has by the app's rules.
    private const double Good = 2.2;

    public static void Run(CommandOptions options, CancellationToken cancel)
    {
        var folder = options.Text("model");
        var documents = options.Text("documents");
        var output = options.Text("out");
        var drafts = options.Number("drafts", 10);
        var minutes = options.Real("minutes", 20);
        var seed = (ulong)options.Long("seed", 1);
        options.RejectUnknown();
        using var model = OnnxTextModel.Open(folder, ModelManifest.Read(folder));
        using var file = new StreamWriter(output, append: true);
        var clock = Stopwatch.StartNew();
        var (told, kept) = (0, 0);
        foreach (var prompt in Prompts(documents, seed).TakeWhile(_ => clock.Elapsed.TotalMinutes < minutes && !cancel.IsCancellationRequested))
        {
            var request = new TextRequest { Kind = "story", Prompt = prompt, Seed = seed + (ulong)told++, WithScene = true, Drafts = drafts };
            var (text, scene, finish) = TellAsync(model, request, cancel).GetAwaiter().GetResult();
            // How sure the model was chose among the drafts; here only the faults count.
            if (DraftRules.Score(prompt, new Draft(text, scene, finish, 0, 0)) < Good) continue;
            kept++;
            Document.Write(file, new Document(Source, "story", text.Trim(), prompt, scene.Trim()));
            if (kept % 100 == 0) Console.WriteLine($"{kept} of {told} stories kept, {told / clock.Elapsed.TotalSeconds:F2} a second, left {TimeSpan.FromMinutes(minutes) - clock.Elapsed:hh\\:mm\\:ss}");
        }
        Console.WriteLine($"{kept} of {told} stories kept");
    }

    /// <summary>As people ask and as the grammar does, in turn.</summary>
    private static IEnumerable<string> Prompts(string folder, ulong seed)
    {
        var prompts = Document.ReadAll(Path.Combine(folder, "documents.jsonl")).Where(d => d is { Kind: "story", Prompt: not null, Source: MuseOriginal.StoriesSource or MuseOriginal.SimpleSource or StoryGrammar.Source })
            .DistinctBy(d => d.Prompt).OrderBy(d => StableHash.Of($"{seed} {d.Prompt}")).ToLookup(d => d.Source == StoryGrammar.Source, d => d.Prompt!);
        return prompts[false].Zip(prompts[true]).SelectMany(pair => new[] { pair.First, pair.Second });
    }

    private static async Task<(string Text, string Scene, FinishReason Finish)> TellAsync(OnnxTextModel model, TextRequest request, CancellationToken cancel)
    {
        StringBuilder text = new(), scene = new();
        var finish = FinishReason.MaxTokens;
        await foreach (var piece in model.GenerateAsync(request, cancel))
        {
            (piece.Section == TextSection.Scene ? scene : text).Append(piece.Text);
            finish = piece.Finish ?? finish;
        }
        return (text.ToString(), scene.ToString(), finish);
    }
}
