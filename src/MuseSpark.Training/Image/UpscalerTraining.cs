using MuseSpark.Training.Scenes;
using MuseSpark.Training.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace MuseSpark.Training.Image;

/// <summary>
/// Teaches the upscaler on crops of scenes painted at 256 pixels ("scenes --size 256"). Half of its inputs went through the
/// autoencoder, whose softness it thereby learns to mend.
/// </summary>
public static class UpscalerTraining
{
    /// <summary>Edge of the scenes it learns from, and of the crops.</summary>
    public const int Size = 256;
    private const int Crop = 128;

    public static void Run(CommandOptions options, CancellationToken cancel)
    {
        var folder = options.Text("folder");
        var minutes = options.Real("minutes", 20);
        var batch = options.Number("batch", 8);
        var rate = new LearningRate(options.Real("rate", 1e-3));
        var threads = options.Number("threads", 1);
        options.RejectUnknown();
        PictureRun.Start(threads);

        using var scenes = SceneFile.Open(Path.Combine(folder, $"scenes-{Size}.bin"), Size);
        var coder = PictureRun.LoadAutoEncoder(folder, ScalarType.BFloat16);
        var model = new Enlarger();
        ChannelsLast.Prepare(model, ScalarType.BFloat16);
        var optimizer = new MixedPrecision(model, weightDecay: 0.01, averageDecay: 0.998);
        var checkpoint = Path.Combine(folder, "upscaler.ckpt");
        var clock = new RunClock(File.Exists(checkpoint) ? optimizer.Load(checkpoint) : 0, minutes);
        Console.WriteLine($"upscaler: {optimizer.Count / 1e6:F2} M parameters, from step {optimizer.Steps}, {clock.Progress:P0} done");

        var random = new Random((int)optimizer.Steps + 1);
        var (sum, since) = (0.0, clock.Elapsed);
        while (!clock.Done && !cancel.IsCancellationRequested)
        {
            using var scope = NewDisposeScope();
            var wanted = Crops(scenes, batch, random);
            var loss = PictureLoss.Of(model.forward(Small(wanted, coder, batch / 2)).to(ScalarType.Float32), wanted);
            loss.backward();
            optimizer.Step(rate.At(optimizer.Steps, clock.Progress));
            sum += loss.item<float>();

            if (optimizer.Steps % 100 == 0)
            {
                Console.WriteLine($"step {optimizer.Steps} loss {sum / 100:F4} {100 * batch / (clock.Elapsed - since).TotalSeconds:F0} crops/s {clock.Progress:P1} left {clock.Left:hh\\:mm\\:ss}");
                (sum, since) = (0, clock.Elapsed);
            }
            if (optimizer.Steps % 500 == 0) optimizer.Save(checkpoint, clock.Progress);
        }
        optimizer.Save(checkpoint, clock.Progress);
        Measure(folder, scenes);
    }

    /// <summary>PSNR on held-out scenes beside that of plain doubling, for clean inputs and for those out of the autoencoder.</summary>
    private static void Measure(string folder, SceneFile scenes)
    {
        using var none = no_grad();
        using var scope = NewDisposeScope();
        var model = PictureRun.LoadUpscaler(folder);
        var coder = PictureRun.LoadAutoEncoder(folder, ScalarType.BFloat16);
        var wanted = Pictures(scenes, Enumerable.Range(0, 40).Select(i => (i, 0, 0)).ToArray(), Size);
        foreach (var coded in new[] { 0, 40 })
        {
            var small = Small(wanted, coder, coded).to(ScalarType.Float32);
            var doubled = nn.functional.interpolate(small, scale_factor: [2, 2], mode: InterpolationMode.Bilinear);
            Console.WriteLine($"{(coded == 0 ? "clean" : "coded")} inputs: PSNR {Psnr(model.forward(small), wanted):F2} dB, bilinear {Psnr(doubled, wanted):F2} dB");
        }
    }

    private static double Psnr(Tensor made, Tensor wanted) =>
        (((made.clamp(-1, 1) - wanted) / 2).square().mean([1, 2, 3]).log10() * -10).mean().item<float>();

    /// <summary>Half the size, the first <paramref name="coded"/> of them through the autoencoder.</summary>
    private static Tensor Small(Tensor wanted, AutoEncoder coder, int coded)
    {
        using var none = no_grad();
        var small = PictureLoss.Pooled(wanted.permute(0, 2, 3, 1), 2).permute(0, 3, 1, 2).to(ScalarType.BFloat16);
        if (coded == 0) return small;
        var blurred = coder.forward(small[..coded]).clamp(-1, 1);
        return coded == small.shape[0] ? ChannelsLast.Of(blurred) : ChannelsLast.Of(cat([blurred, small[coded..]], 0));
    }

    private static Tensor Crops(SceneFile scenes, int batch, Random random) => Pictures(
        scenes, [.. Enumerable.Range(0, batch).Select(_ => (random.Next(40, scenes.Scenes.Count), random.Next(Size - Crop + 1), random.Next(Size - Crop + 1)))], Crop);

    /// <summary>Squares of <paramref name="edge"/> pixels out of scenes, (n, 3, edge, edge) in -1..1.</summary>
    private static Tensor Pictures(SceneFile scenes, (int Scene, int Left, int Top)[] places, int edge)
    {
        var picture = new byte[Size * Size * 3];
        var values = new float[places.Length * edge * edge * 3];
        for (var n = 0; n < places.Length; n++)
        {
            scenes.Read(places[n].Scene, picture);
            for (var y = 0; y < edge; y++)
                for (var x = 0; x < edge * 3; x++)
                    values[(n * edge + y) * edge * 3 + x] = picture[((places[n].Top + y) * Size + places[n].Left) * 3 + x] / 127.5f - 1;
        }
        return tensor(values, [places.Length, edge, edge, 3]).permute(0, 3, 1, 2);
    }
}
