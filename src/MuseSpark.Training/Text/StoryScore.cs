using MuseSpark.Inference.Models;
using MuseSpark.Inference.Text;
using MuseSpark.Training.Corpus;
using MuseSpark.Training.Corpus.Grammar;

namespace MuseSpark.Training.Text;

/// <summary>
/// Counts what can be counted of stories: whether the prompt's nouns appear, whether the story ends by itself, how much it
/// repeats itself. Prompts are those of held-out texts: stories of the grammar, stories of plots it never trained on, the project's own stories.
/// </summary>
public static class StoryScore
{
    private sealed record Scores(double Nouns, double FirstNoun, double Ended, double Repeats, double SceneNouns, double Tokens);

    public static void Run(CommandOptions options, CancellationToken cancel)
    {
        var folder = options.Text("model");
        var documents = Document.ReadAll(Path.Combine(options.Text("documents"), "heldout.jsonl")).Where(d => d is { Kind: "story", Prompt: not null }).ToList();
        var count = options.Number("count", 20);
        options.RejectUnknown();
        var manifest = ModelManifest.Read(folder);
        using var model = OnnxTextModel.Open(folder, manifest);
        var data = new GrammarData();
        var nouns = data.Kinds.Select(k => k.Name).Concat(data.Places.Select(p => p.Name)).Concat(data.Things.Select(t => t.Name)).ToHashSet();
        foreach (var source in new[] { StoryGrammar.Source, StoryGrammar.UnseenSource, MuseOriginal.StoriesSource, MuseOriginal.SimpleSource }.Intersect(documents.Select(d => d.Source)))
        {
            var chosen = documents.Where(d => d.Source == source && Nouns(d.Prompt!, nouns).Count > 0).DistinctBy(d => d.Text).Take(count);
            var scores = chosen.Select((d, i) => ScoreAsync(model, d.Prompt!, nouns, (ulong)i, cancel).GetAwaiter().GetResult()).ToList();
            Console.WriteLine(
                $"{source}: {scores.Count} stories; prompt's nouns in the text {scores.Average(s => s.Nouns):P0}, the first of them {scores.Average(s => s.FirstNoun):P0}; " +
                $"in the scene line {scores.Average(s => s.SceneNouns):P0}; ended by themselves {scores.Average(s => s.Ended):P0}; " +
                $"repeated groups of four words {scores.Average(s => s.Repeats):P1}; {scores.Average(s => s.Tokens):F0} tokens");
        }
    }

    private static async Task<Scores> ScoreAsync(OnnxTextModel model, string prompt, HashSet<string> nouns, ulong seed, CancellationToken cancel)
    {
        var (text, scene, last) = ("", "", default(TextPiece));
        await foreach (var piece in model.GenerateAsync(new TextRequest { Kind = "story", Prompt = prompt, Seed = seed, WithScene = true }, cancel))
        {
            if (piece.Section == TextSection.Scene) scene += piece.Text;
            else text += piece.Text;
            last = piece;
        }
        var wanted = Nouns(prompt, nouns);
        var words = text.ToLowerInvariant().Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        var groups = Enumerable.Range(0, Math.Max(0, words.Length - 3)).Select(i => string.Join(' ', words[i..(i + 4)])).ToList();
        return new(
            Share(wanted, text), Share(wanted[..1], text), last.Finish == FinishReason.EndOfText ? 1 : 0,
            groups.Count == 0 ? 0 : 1 - (double)groups.Distinct().Count() / groups.Count, Share(wanted, scene), last.TokenCount);
    }

    private static double Share(List<string> wanted, string text) => wanted.Average(w => text.Contains(w, StringComparison.OrdinalIgnoreCase) ? 1.0 : 0);

    private static List<string> Nouns(string prompt, HashSet<string> nouns)
    {
        var words = prompt.ToLowerInvariant().Split([' ', ',', '.', '?', '!'], StringSplitOptions.RemoveEmptyEntries);
        return [.. words.Where(nouns.Contains).Distinct()];
    }
}
