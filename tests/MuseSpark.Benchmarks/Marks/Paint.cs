using MuseSpark.Inference.Image;
using MuseSpark.Inference.Image.Pipelines;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Onnx;

namespace MuseSpark.Benchmarks.Marks;

/// <summary>Paints pictures into a folder, to measure marks on.</summary>
internal static class Paint
{
    private static readonly string[] Heroes = ["red fox", "white rabbit", "brown bear", "black cat", "girl", "boy", "grey owl", "yellow duck"];
    private static readonly string[] Places = ["in a snowy forest", "by the sea at sunset", "in a garden", "on a hill at night", "in the rain", "in a village"];

    public static string Prompt(int i) => $"a {Heroes[i % Heroes.Length]} {Places[i / Heroes.Length % Places.Length]}";

    /// <param name="args">The model folder, the folder to fill, how many, and their edge.</param>
    public static async Task<int> RunAsync(string[] args)
    {
        if (args.Length != 4)
        {
            Console.Error.WriteLine("Say: paint <model folder> <target folder> <count> <edge>, for instance: paint models/spark-picture /tmp/painted 20 512");
            return 2;
        }
        using var model = await OpenAsync(args[0]);
        Directory.CreateDirectory(args[1]);
        var edge = int.Parse(args[3]);
        for (var i = 0; i < int.Parse(args[2]); i++)
        {
            var request = new ImageRequest { Prompt = Prompt(i), Seed = (ulong)i, Width = edge, Height = edge, PreviewEvery = 0 };
            SkiaImages.Save(await PaintAsync(model, request), Path.Combine(args[1], $"{i:D4}.png"));
        }
        return 0;
    }

    public static async Task<LatentDiffusionPipeline> OpenAsync(string folder)
    {
        var manifest = ModelManifest.Read(folder);
        return LatentDiffusionPipeline.Load(folder, manifest, new OnnxOptions());
    }

    public static async Task<RgbImage> PaintAsync(LatentDiffusionPipeline model, ImageRequest request)
    {
        await foreach (var progress in model.GenerateAsync(request, default))
            if (progress is ImageFinished finished) return finished.Image;
        throw new InvalidOperationException("The model gave no picture.");
    }
}
