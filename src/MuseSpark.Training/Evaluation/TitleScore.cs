using System.Globalization;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Text;
using MuseSpark.Inference.Tokenizers;

namespace MuseSpark.Training.Evaluation;

/// <summary>
/// How sure the model is of which story a prompt asks for: the chance of the title that it would name first. Where it is low, no plot or
/// thread of the grammar is told for such prompts, and the story seldom makes sense (Text/README.md has the count).
/// </summary>
public static class TitleScore
{
    /// <summary>Below this a prompt counts as one that the model does not know a story for.</summary>
    private const double Sure = 0.5;

    private sealed record Title(string Prompt, string Words, double Chance);

    /// <param name="options">The model, and a file with a prompt on each line.</param>
    public static void Run(CommandOptions options, CancellationToken cancel)
    {
        var folder = options.Text("model");
        var prompts = File.ReadAllLines(options.Text("prompts"));
        options.RejectUnknown();
        var manifest = ModelManifest.Read(folder);
        var end = Tokenizer.Open(Path.Combine(folder, "tokenizer.json")).IdOf(manifest.TextToken ?? throw new UsageException($"{manifest.Name} names no titles."))!.Value;
        // Asked without the token that ends it, the title is the text.
        using var model = OnnxTextModel.Open(folder, manifest with { TextToken = null });
        var titles = prompts.Select(prompt => NameAsync(model, prompt, end, cancel).GetAwaiter().GetResult()).OrderBy(title => title.Chance).ToList();
        foreach (var title in titles) Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{title.Chance:F2}\t{title.Words}\t{title.Prompt}"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{titles.Count} prompts: {titles.Count(title => title.Chance >= Sure) / (double)titles.Count:P0} have a title of a chance of {Sure} or more; on average {titles.Average(title => title.Chance):F2}"));
    }

    private static async Task<Title> NameAsync(OnnxTextModel model, string prompt, int end, CancellationToken cancel)
    {
        var options = new TextOptions { Temperature = 0, Dry = 0, Hold = 0, Openings = 1, MaxTokens = 48, TopLogprobs = 0 };
        var (words, logprob) = ("", 0.0);
        await foreach (var piece in model.GenerateAsync(new TextRequest { Kind = "story", Prompt = prompt, Seed = 1, Options = options }, cancel))
        {
            foreach (var token in piece.Logprobs ?? [])
            {
                logprob += token.Token.Logprob;
                if (token.Token.Id == end) return new Title(prompt, words.Trim(), Math.Exp(logprob));
                words += System.Text.Encoding.UTF8.GetString(token.Token.Bytes.Span);
            }
        }
        return new Title(prompt, words.Trim(), Math.Exp(logprob));
    }
}
