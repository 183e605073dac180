using MuseSpark.Inference.Image;

namespace MuseSpark.Benchmarks.Marks;

/// <summary>All that is to be known of the mark in pictures: painted ones and others, each in two halves, and what is read where nothing was written.</summary>
internal static class MarkReport
{
    /// <param name="args">The model folder, how many it paints, a folder of other pictures or the word drawn, how many of them, how many unmarked tries, and the edge.</param>
    public static async Task<int> RunAsync(string[] args)
    {
        if (args.Length is < 5 or > 6)
        {
            Console.Error.WriteLine("Say: marks <model folder> <painted> <folder of others | drawn> <others> <unmarked tries> [edge], for instance: marks models/spark-picture 200 drawn 100 10000 256");
            return 2;
        }
        var edge = args.Length > 5 ? int.Parse(args[5]) : 256;
        var painted = new List<RgbImage>();
        using (var model = await Paint.OpenAsync(args[0]))
        {
            for (var i = 0; i < int.Parse(args[1]); i++)
                painted.Add(await Paint.PaintAsync(model, new ImageRequest { Prompt = Paint.Prompt(i), Seed = (ulong)i, Width = edge, Height = edge, PreviewEvery = 0 }));
        }
        var others = PictureSource.Open(args[2], edge, int.Parse(args[3]), "all").ToList();
        foreach (var (name, pictures) in new[] { ("Painted", painted), ("Others", others) })
            for (var half = 0; half < 2; half++)
            {
                Console.WriteLine($"{Environment.NewLine}{name}, {edge} x {edge}, {(half == 0 ? "the half that the mark was tuned on" : "the half to report")}");
                MarkPictures.Report([.. pictures.Where((_, i) => i % 2 == half)]);
            }
        Console.WriteLine($"{Environment.NewLine}Where nothing was written");
        MarkChance.Report([.. painted, .. others], int.Parse(args[4]));
        return 0;
    }
}
