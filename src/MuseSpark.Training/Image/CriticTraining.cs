using MuseSpark.Training.Scenes;
using MuseSpark.Training.Torch;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MuseSpark.Training.Image;

/// <summary>
/// Teaches the critic to tell what a scene shows from its latents. Noise on them stands for the faults of generated pictures, which
/// it has to judge later.
/// </summary>
public static class CriticTraining
{
    private const double MostNoise = 0.4;

    public static void Run(CommandOptions options, CancellationToken cancel)
    {
        var folder = options.Text("folder");
        var minutes = options.Real("minutes", 20);
        var batch = options.Number("batch", 64);
        var rate = new LearningRate(options.Real("rate", 1.5e-3));
        var threads = options.Number("threads", 1);
        // For more of a run that is over: its weights, with a schedule that begins anew.
        var restart = options.Flag("restart");
        options.RejectUnknown();
        PictureRun.Start(threads);

        using var scenes = SceneFile.Open(Path.Combine(folder, "scenes.bin"), PictureRun.Size);
        var latents = LatentFile.Open(folder);
        var critic = new Critic();
        ChannelsLast.Prepare(critic, ScalarType.BFloat16);
        var optimizer = new MixedPrecision(critic, weightDecay: 0.05, averageDecay: 0.998, Critic.IsHidden);
        var checkpoint = Path.Combine(folder, "critic.ckpt");
        var progress = File.Exists(checkpoint) ? optimizer.Load(checkpoint) : 0;
        var clock = new RunClock(restart ? 0 : progress, minutes);
        Console.WriteLine($"critic: {optimizer.Count / 1e6:F2} M parameters, from step {optimizer.Steps}, {clock.Progress:P0} done");

        var random = new Random((int)optimizer.Steps + 3);
        manual_seed(optimizer.Steps + 3);
        var (sum, thingsSum, since) = (0.0, 0.0, clock.Elapsed);
        while (!clock.Done && !cancel.IsCancellationRequested)
        {
            using var scope = NewDisposeScope();
            var chosen = Enumerable.Range(0, batch).Select(_ => random.Next(PictureRun.HeldOut, latents.Count)).ToArray();
            var seen = latents.Batch(chosen);
            var noisy = seen + randn_like(seen) * (rand(batch, 1, 1, 1) * MostNoise);
            var (answers, things) = critic.forward(noisy.to(ScalarType.BFloat16));
            Scene[] shown = [.. chosen.Select(i => scenes.Scenes[i])];
            var truth = SceneQuestions.Truth(shown);
            var found = functional.binary_cross_entropy_with_logits(things, SceneQuestions.ThingsIn(shown), reduction: Reduction.Sum) / batch;
            var loss = found;
            for (var q = 0; q < answers.Length; q++) loss = loss + functional.cross_entropy(answers[q].to(ScalarType.Float32), truth.select(1, q).contiguous());
            loss.backward();
            optimizer.Step(rate.At(optimizer.Steps, clock.Progress));
            sum += loss.item<float>();
            thingsSum += found.item<float>();

            if (optimizer.Steps % 200 == 0)
            {
                Console.WriteLine($"step {optimizer.Steps} loss {sum / 200:F3} (things {thingsSum / 200:F3}) {200 * batch / (clock.Elapsed - since).TotalSeconds:F0} scenes/s {clock.Progress:P1} left {clock.Left:hh\\:mm\\:ss}");
                (sum, thingsSum, since) = (0, 0, clock.Elapsed);
            }
            if (optimizer.Steps % 1000 == 0) optimizer.Save(checkpoint, clock.Progress);
        }
        optimizer.Save(checkpoint, clock.Progress);
    }
}
