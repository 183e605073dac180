using System.Globalization;
using System.Text;
using MuseSpark.Inference.Image;
using MuseSpark.Inference.Image.Pipelines;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Onnx;
using MuseSpark.Inference.Text;
using MuseSpark.Training.Image;
using MuseSpark.Training.Scenes;

namespace MuseSpark.Training.Evaluation;

/// <summary>
/// Writes a page that shows what the shipped models make beside what the last ones made, through the app's own engine: the same
/// prompts and seeds, nothing chosen.
/// </summary>
public static class ModelsPage
{
    /// <summary>So many of the stories stand beside the ones that the last model told; the others on a page of their own.</summary>
    private const int Compared = 12;

    public static void Run(CommandOptions options, CancellationToken cancel)
    {
        var shipped = options.Text("models");
        var last = options.Text("last");
        var output = options.Text("out");
        var numbers = options.Text("numbers", "");
        options.RejectUnknown();
        Directory.CreateDirectory(output);

        var page = new StringBuilder("# What the built-in models make\n\nThe shipped weights beside the ones before them: the same prompts and seeds, through the app's own engine; of several attempts none is chosen but where that is said.\n");
        if (numbers.Length > 0) page.Append(CultureInfo.InvariantCulture, $"\n## Numbers\n\n{File.ReadAllText(numbers).Trim()}\n");
        page.Append("\n## Pictures\n\nSeed 1, the model's own settings. The prompts, row by row: ").AppendJoin("; ", PictureSample.Prompts).Append(".\n");
        foreach (var (name, title, folder, openings) in new[] { ("shipped", "Shipped, one beginning each", shipped, 1), ("chosen", "Shipped, the best of four beginnings by its critic, as the app paints it", shipped, 4), ("before", "Before, one beginning each", last, 1) })
        {
            Paint(Path.Combine(folder, "spark-picture"), openings, Path.Combine(output, $"pictures-{name}.png"), cancel);
            page.Append(CultureInfo.InvariantCulture, $"\n### {title}\n\n![Contact sheet](pictures-{name}.png)\n");
        }

        page.Append(CultureInfo.InvariantCulture, $"\n## Stories\n\nSeed 1, the first attempt for each prompt. [All {StoriesPage.Prompts.Length} of the shipped model](stories.md).\n");
        var (now, before) = (Tell(Path.Combine(shipped, "spark-text"), StoriesPage.Prompts, cancel), Tell(Path.Combine(last, "spark-text"), StoriesPage.Prompts[..Compared], cancel));
        for (var i = 0; i < Compared; i++)
            page.Append(CultureInfo.InvariantCulture, $"\n### {StoriesPage.Prompts[i]}\n\n{now[i]}\n\n<details><summary>Before</summary>\n\n{before[i]}\n\n</details>\n");
        File.WriteAllText(Path.Combine(output, "README.md"), page.ToString());
        StoriesPage.Write(Path.Combine(output, "stories.md"), now, drafts: 1);
    }

    private static void Paint(string folder, int openings, string file, CancellationToken cancel)
    {
        using var model = PipelineList.Load(folder, ModelManifest.Read(folder), new OnnxOptions());
        var pictures = PictureSample.Prompts.Select(prompt =>
        {
            cancel.ThrowIfCancellationRequested();
            return LastAsync(model.GenerateAsync(new ImageRequest { Prompt = prompt, Seed = 1, Width = PictureRun.Size, Height = PictureRun.Size, PreviewEvery = 0, Openings = openings }, cancel)).GetAwaiter().GetResult();
        }).ToList();
        ContactSheet.Write(file, pictures.ConvertAll(p => p.Pixels), pictures[0].Width, 8);
    }

    internal static async Task<RgbImage> LastAsync(IAsyncEnumerable<ImageProgress> progress)
    {
        RgbImage? image = null;
        await foreach (var item in progress) image = (item as ImageFinished)?.Image ?? image;
        return image ?? throw new InvalidOperationException("The model ended without a picture.");
    }

    /// <summary>Each story as quoted Markdown, with its scene line.</summary>
    /// <param name="drafts">How many the best is chosen of.</param>
    internal static List<string> Tell(string folder, IEnumerable<string> prompts, CancellationToken cancel, int drafts = 1)
    {
        using var model = OnnxTextModel.Open(folder, ModelManifest.Read(folder));
        return [.. prompts.Select(prompt => TellAsync(model, prompt, drafts, cancel).GetAwaiter().GetResult())];
    }

    private static async Task<string> TellAsync(OnnxTextModel model, string prompt, int drafts, CancellationToken cancel)
    {
        StringBuilder body = new(), scene = new();
        await foreach (var piece in model.GenerateAsync(new TextRequest { Kind = "story", Prompt = prompt, Seed = 1, WithScene = true, Drafts = drafts }, cancel))
            (piece.Section == TextSection.Scene ? scene : body).Append(piece.Text);
        return $"> {body.ToString().Trim().ReplaceLineEndings("\n> ")}\n>\n> *Scene: {scene.ToString().Trim()}*";
    }
}
