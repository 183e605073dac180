using MuseSpark.Training.Scenes;
using MuseSpark.Training.Text;
using MuseSpark.Training.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace MuseSpark.Training.Image;

/// <summary>
/// Rectified flow (Liu et al., arXiv:2209.03003): x_t = (1 - t) x + t noise, the model learns v = noise - x. Times are drawn
/// logit-normally (Esser et al., arXiv:2403.03206); some captions are dropped for classifier-free guidance (Ho and Salimans, arXiv:2207.12598).
/// </summary>
public static class FlowTraining
{
    private const double CaptionDrop = 0.12;

    public static void Run(CommandOptions options, CancellationToken cancel)
    {
        var folder = options.Text("folder");
        var minutes = options.Real("minutes", 60);
        var batch = options.Number("batch", 64);
        var rate = new LearningRate(options.Real("rate", 8e-4), WarmUpSteps: 150);
        var threads = options.Number("threads", 1);
        var restart = options.Flag("restart");
        var adam = options.Flag("adam");
        options.RejectUnknown();
        PictureRun.Start(threads);

        using var scenes = SceneFile.Open(Path.Combine(folder, "scenes.bin"), PictureRun.Size);
        var latents = LatentFile.Open(folder);
        var captions = new Captions(BytePairTokenizer.Read(Path.Combine(folder, "tokenizer.json")));
        var model = new PictureModel();
        var checkpoint = Path.Combine(folder, "picture.ckpt");
        if (!File.Exists(checkpoint)) CaptionTraining.Load(model.Captions, folder);
        ChannelsLast.Prepare(model, ScalarType.BFloat16);
        var optimizer = new MixedPrecision(model, weightDecay: 0.02, averageDecay: 0.9985, adam ? null : PictureModel.IsHidden);
        var progress = File.Exists(checkpoint) ? optimizer.Load(checkpoint) : 0;
        var clock = new RunClock(restart ? 0 : progress, minutes);
        Console.WriteLine($"denoiser: {optimizer.Count / 1e6:F2} M parameters, from step {optimizer.Steps}, {clock.Progress:P0} done");

        manual_seed(optimizer.Steps + 7);
        var random = new Random((int)optimizer.Steps + 7);
        var (sum, since) = (0.0, clock.Elapsed);
        while (!clock.Done && !cancel.IsCancellationRequested)
        {
            using var scope = NewDisposeScope();
            var chosen = Enumerable.Range(0, batch).Select(_ => random.Next(PictureRun.HeldOut, latents.Count)).ToArray();
            var words = chosen.Select(i => random.NextDouble() < CaptionDrop ? "" : Captions.Casual(scenes.Scenes[i], random)).ToArray();
            var picture = latents.Batch(chosen);
            var noise = randn(batch, LatentFile.Edge, LatentFile.Edge, AutoEncoder.LatentChannels).permute(0, 3, 1, 2);
            var time = randn(batch).sigmoid();
            var t = time.reshape(batch, 1, 1, 1);
            var mixed = picture * (1 - t) + noise * t;
            var velocity = model.forward(mixed.to(ScalarType.BFloat16), time * 1000, captions.Encode(words));
            var loss = (velocity.to(ScalarType.Float32) - (noise - picture)).square().mean();
            loss.backward();
            optimizer.Step(rate.At(optimizer.Steps, clock.Progress));
            sum += loss.item<float>();

            if (optimizer.Steps % 50 == 0)
            {
                var seconds = (clock.Elapsed - since).TotalSeconds;
                Console.WriteLine($"step {optimizer.Steps} loss {sum / 50:F4} {50 * batch / seconds:F0} pictures/s {clock.Progress:P1}");
                (sum, since) = (0, clock.Elapsed);
            }
            if (optimizer.Steps % 250 == 0) optimizer.Save(checkpoint, clock.Progress);
        }
        optimizer.Save(checkpoint, clock.Progress);
    }
}
