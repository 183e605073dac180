using System.Text.RegularExpressions;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Text;
using MuseSpark.Training.Corpus;
using MuseSpark.Training.Corpus.Grammar;

namespace MuseSpark.Training.Evaluation;

/// <summary>
/// What can be counted of the stories for two hundred prompts that were written for this alone (Data/evaluation/asked-2.txt; the threads of
/// the grammar were written with some prompts of the first two hundred, asked.txt, in mind): whether the nouns and names asked for are in
/// them, whether they end by themselves and without going round in circles, whether the scene line is true.
/// </summary>
public static partial class AskedScore
{

    private sealed record Score(string Prompt, List<string> Missing, int Wanted, bool Ended, bool Loops, double? Scene, int Tokens);

    /// <param name="options">The model, the file of prompts, how many drafts the best is chosen of, the length to ask for, and whether to show what each story lacks.</param>
    public static void Run(CommandOptions options, CancellationToken cancel)
    {
        var folder = options.Text("model");
        var drafts = options.Number("drafts", 1);
        var show = options.Flag("show");
        var prompts = options.Text("prompts", "asked-2");
        var length = options.Text("length", "");
        var text = new TextOptions { Guidance = (float)options.Real("guidance", 0) is > 0 and var guidance ? guidance : null, Temperature = (float)options.Real("temperature", -1) is >= 0 and var temperature ? temperature : null, Dry = (float)options.Real("dry", -1) is >= 0 and var dry ? dry : null, Hold = (float)options.Real("hold", -1) is >= 0 and var hold ? hold : null, Openings = options.Number("openings", 0) is > 0 and var openings ? openings : null };
        options.RejectUnknown();
        var manifest = ModelManifest.Read(folder);
        using var model = OnnxTextModel.Open(folder, manifest);
        var data = new GrammarData();
        var nouns = data.Kinds.Select(k => k.Name).Concat(data.Places.Select(p => p.Name)).Concat(data.Things.Select(t => t.Name)).ToHashSet();
        var scores = Lines(prompts).Select((line, i) => ScoreAsync(model, line, length, (ulong)i, drafts, text, nouns, cancel).GetAwaiter().GetResult()).ToList();
        if (show)
            foreach (var score in scores.Where(s => s.Missing.Count > 0)) Console.WriteLine($"{score.Prompt}: without {string.Join(", ", score.Missing)}");
        Console.WriteLine(
            $"{scores.Count} prompts, the best of {drafts}: {1 - scores.Sum(s => s.Missing.Count) / (double)scores.Sum(s => s.Wanted):P1} of the nouns and names are in the story, " +
            $"all of them in {scores.Count(s => s.Missing.Count == 0)} stories; {scores.Count(s => s.Ended && !s.Loops) / (double)scores.Count:P1} end by themselves and without a loop " +
            $"({scores.Count(s => !s.Ended)} do not end, {scores.Count(s => s.Loops)} loop); {scores.Average(s => s.Scene):P1} of what the scene line names is in the story; {scores.Average(s => s.Tokens):F0} tokens");
    }

    /// <summary>The first two hundred prompts.</summary>
    public static IEnumerable<string> Prompts => Lines("asked").Select(Plain);

    private static IEnumerable<string> Lines(string file) => File.ReadLines(Path.Combine(Lexicon.DataFolder, "evaluation", file + ".txt")).Where(line => line[0] != '#');

    private static string Plain(string line) => line.Replace("[", "", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal);

    private static async Task<Score> ScoreAsync(OnnxTextModel model, string line, string length, ulong seed, int drafts, TextOptions options, HashSet<string> nouns, CancellationToken cancel)
    {
        var wanted = Marked().Matches(line).Select(m => m.Groups[1].Value).ToList();
        var prompt = Plain(line);
        var (text, scene, finish, tokens) = ("", "", FinishReason.MaxTokens, 0);
        await foreach (var piece in model.GenerateAsync(new TextRequest { Kind = "story", Prompt = prompt, Length = length.Length > 0 ? length : null, Seed = seed, WithScene = true, Drafts = drafts, Options = options }, cancel))
        {
            if (piece.Section == TextSection.Scene) scene += piece.Text;
            else text += piece.Text;
            (finish, tokens) = (piece.Finish ?? finish, piece.TokenCount);
        }
        var named = Word().Matches(scene.ToLowerInvariant()).Select(m => m.Value).Where(nouns.Contains).Distinct().ToList();
        return new Score(
            prompt, wanted.FindAll(word => !Names(text, word)), wanted.Count, finish == FinishReason.EndOfText, Refrain.IsIn(text),
            named.Count == 0 ? null : named.Count(word => Names(text, word)) / (double)named.Count, tokens);
    }

    /// <summary>The word itself or one that begins with it, as "snowy" or "apples" does.</summary>
    private static bool Names(string text, string word) => Regex.IsMatch(text, $@"\b{Regex.Escape(word)}", RegexOptions.IgnoreCase);

    [GeneratedRegex(@"\[(.+?)\]")]
    private static partial Regex Marked();

    [GeneratedRegex(@"[\p{L}']+")]
    private static partial Regex Word();
}
