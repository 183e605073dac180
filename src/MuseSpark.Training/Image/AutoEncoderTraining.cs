using MuseSpark.Training.Scenes;
using MuseSpark.Training.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace MuseSpark.Training.Image;

/// <summary>
/// Learns the autoencoder on crops of scenes: absolute error at three scales and of the edges, with a little noise on the latents
/// so that the decoder forgives the small errors of generated ones. Once latents are stored the encoder must stay as it is; then
/// the decoder alone can go on learning.
/// </summary>
public static class AutoEncoderTraining
{
    private const int Crop = 64;
    private const double LatentNoise = 0.1;

    public static void Run(CommandOptions options, CancellationToken cancel)
    {
        var folder = options.Text("folder");
        var minutes = options.Real("minutes", 30);
        var batch = options.Number("batch", 24);
        var rate = new LearningRate(options.Real("rate", 1e-3));
        var decoderOnly = options.Flag("decoder-only");
        var threads = options.Number("threads", 1);
        options.RejectUnknown();
        PictureRun.Start(threads);

        using var scenes = SceneFile.Open(Path.Combine(folder, "scenes.bin"), PictureRun.Size);
        var model = new AutoEncoder();
        ChannelsLast.Prepare(model, ScalarType.BFloat16);
        var optimizer = new MixedPrecision(model, weightDecay: 0.01, averageDecay: 0.998);
        var checkpoint = Path.Combine(folder, "autoencoder.ckpt");
        var progress = File.Exists(checkpoint) ? optimizer.Load(checkpoint) : 0;
        // The latents were made with the averaged encoder.
        if (decoderOnly) optimizer.CopyAverageTo(model);
        var clock = new RunClock(decoderOnly ? 0 : progress, minutes);
        Console.WriteLine($"autoencoder: {optimizer.Count / 1e6:F2} M parameters, from step {optimizer.Steps}, {clock.Progress:P0} done");

        var random = new Random((int)optimizer.Steps + 1);
        var (sum, since) = (0.0, clock.Elapsed);
        while (!clock.Done && !cancel.IsCancellationRequested)
        {
            using var scope = NewDisposeScope();
            var pictures = Crops(scenes, batch, random);
            Tensor latents;
            using (decoderOnly ? no_grad() : null) latents = model.Encoder.forward(pictures.to(ScalarType.BFloat16));
            var noisy = latents + randn_like(latents) * LatentNoise;
            var loss = PictureLoss.Of(model.Decoder.forward(noisy).to(ScalarType.Float32), pictures);
            loss.backward();
            optimizer.Step(rate.At(optimizer.Steps, clock.Progress));
            sum += loss.item<float>();

            if (optimizer.Steps % 100 == 0)
            {
                Console.WriteLine($"step {optimizer.Steps} loss {sum / 100:F4} {(clock.Elapsed - since).TotalMilliseconds / 100:F0} ms/step {clock.Progress:P1}");
                (sum, since) = (0, clock.Elapsed);
            }
            if (optimizer.Steps % 500 == 0) optimizer.Save(checkpoint, clock.Progress);
        }
        optimizer.Save(checkpoint, clock.Progress);
    }

    /// <summary>Random crops (batch, 3, 64, 64) in -1..1, each from another scene.</summary>
    private static Tensor Crops(SceneFile scenes, int batch, Random random)
    {
        var picture = new byte[PictureRun.Size * PictureRun.Size * 3];
        var crops = new float[batch * Crop * Crop * 3];
        for (var n = 0; n < batch; n++)
        {
            scenes.Read(random.Next(PictureRun.HeldOut, scenes.Scenes.Count), picture);
            int left = random.Next(PictureRun.Size - Crop + 1), top = random.Next(PictureRun.Size - Crop + 1);
            for (var y = 0; y < Crop; y++)
                for (var x = 0; x < Crop * 3; x++)
                    crops[(n * Crop + y) * Crop * 3 + x] = picture[((top + y) * PictureRun.Size + left) * 3 + x] / 127.5f - 1;
        }
        return tensor(crops, [batch, Crop, Crop, 3]).permute(0, 3, 1, 2);
    }
}
