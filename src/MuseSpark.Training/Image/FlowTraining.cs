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

    // Scenes whose loss is told at a save, and how many at once.
    private const int Asked = 480, AskedPart = 48;

    public static void Run(CommandOptions options, CancellationToken cancel)
    {
        var folder = options.Text("folder");
        var minutes = options.Real("minutes", 60);
        var batch = options.Number("batch", 64);
        var rate = new LearningRate(options.Real("rate", 8e-4), WarmUpSteps: 150);
        var workers = options.Number("workers", 1);
        var restart = options.Flag("restart");
        var adam = options.Flag("adam");
        options.RejectUnknown();
        PictureRun.Start(threads: 1);

        using var scenes = SceneFile.Open(Path.Combine(folder, "scenes.bin"), PictureRun.Size);
        var latents = LatentFile.Open(folder);
        // A tokenizer remembers the words it has cut, so each worker has its own.
        var captions = Enumerable.Range(0, workers).Select(_ => new Captions(BytePairTokenizer.Read(Path.Combine(folder, "tokenizer.json")))).ToArray();
        var model = new PictureModel();
        int[] heldOut = [.. Enumerable.Range(0, PictureRun.HeldOut).Where(i => !HeldOutPairs.Contains(scenes.Scenes[i])).Take(Asked)];
        int[] learned = [.. Enumerable.Range(PictureRun.HeldOut, Math.Min(Asked, latents.Count - PictureRun.HeldOut))];
        var checkpoint = Path.Combine(folder, "picture.ckpt");
        if (!File.Exists(checkpoint)) CaptionTraining.Load(model.Captions, folder);
        ChannelsLast.Prepare(model, ScalarType.BFloat16);
        // Each worker has a copy of the model and a share of the batch: they meet once a step, not once an operation.
        PictureModel[] models = [model, .. Enumerable.Range(1, workers - 1).Select(_ => new PictureModel())];
        foreach (var copy in models[1..]) ChannelsLast.Prepare(copy, ScalarType.BFloat16);
        var optimizer = new MixedPrecision(model, weightDecay: 0.02, averageDecay: 0.9985, adam ? null : PictureModel.IsHidden);
        var progress = File.Exists(checkpoint) ? optimizer.Load(checkpoint) : 0;
        var clock = new RunClock(restart ? 0 : progress, minutes);
        Console.WriteLine($"denoiser: {optimizer.Count / 1e6:F2} M parameters, from step {optimizer.Steps}, {clock.Progress:P0} done");

        manual_seed(optimizer.Steps + 7);
        var random = new Random((int)optimizer.Steps + 7);
        var (sum, seen, since) = (0.0, 0, clock.Elapsed);
        while (!clock.Done && !cancel.IsCancellationRequested)
        {
            var seeds = models.Select(_ => random.Next()).ToArray();
            foreach (var copy in models[1..]) Copy(model, copy);
            var losses = new double[workers];
            Parallel.For(0, workers, w =>
            {
                set_num_threads(1);
                losses[w] = Learn(models[w], scenes, latents, captions[w], batch / workers, 1.0 / workers, seeds[w]);
            });
            foreach (var copy in models[1..]) AddGradients(copy, model);
            optimizer.Step(rate.At(optimizer.Steps, clock.Progress), threads: workers);
            sum += losses.Average();
            seen++;

            if (optimizer.Steps % 50 == 0)
            {
                var seconds = (clock.Elapsed - since).TotalSeconds;
                Console.WriteLine($"step {optimizer.Steps} loss {sum / seen:F4} {seen * batch / seconds:F0} pictures/s {clock.Progress:P1} left {clock.Left:hh\\:mm\\:ss}");
                (sum, seen, since) = (0, 0, clock.Elapsed);
            }
            if (optimizer.Steps % 250 != 0) continue;
            Save();
            since = clock.Elapsed;   // asking is not training
        }
        Save();

        void Save()
        {
            optimizer.Save(checkpoint, clock.Progress);
            // The same scenes, noise and times every time: the gap between the two is what was learned by heart.
            var (held, known) = (MeanLoss(model, scenes, latents, captions[0], heldOut), MeanLoss(model, scenes, latents, captions[0], learned));
            Console.WriteLine($"saved at step {optimizer.Steps}; loss of {heldOut.Length} scenes held out {held:F4}, of {learned.Length} learned from {known:F4}");
        }
    }

    /// <summary>Adds the gradient of a share of the batch to the model's; returns its loss.</summary>
    private static double Learn(PictureModel model, SceneFile scenes, LatentFile latents, Captions captions, int count, double share, int seed)
    {
        using var scope = NewDisposeScope();
        var random = new Random(seed);
        var chosen = Enumerable.Range(0, count).Select(_ => random.Next(PictureRun.HeldOut, latents.Count)).ToArray();
        var loss = Loss(model, scenes, latents, captions, chosen, random, seed);
        (loss * share).backward();
        return loss.item<float>();
    }

    private static double MeanLoss(PictureModel model, SceneFile scenes, LatentFile latents, Captions captions, int[] asked)
    {
        using var none = no_grad();
        var parts = asked.Chunk(AskedPart).Select((part, i) =>
        {
            using var scope = NewDisposeScope();
            return Loss(model, scenes, latents, captions, part, new Random(i), i).item<float>();
        });
        return parts.Average(loss => (double)loss);
    }

    private static Tensor Loss(PictureModel model, SceneFile scenes, LatentFile latents, Captions captions, int[] chosen, Random random, int seed)
    {
        using var generator = new Generator((ulong)seed);
        var words = chosen.Select(i => random.NextDouble() < CaptionDrop ? "" : Captions.Casual(scenes.Scenes[i], random)).ToArray();
        var picture = latents.Batch(chosen);
        var noise = randn([chosen.Length, LatentFile.Edge, LatentFile.Edge, AutoEncoder.LatentChannels], generator: generator).permute(0, 3, 1, 2);
        var time = randn([chosen.Length], generator: generator).sigmoid();
        var t = time.reshape(chosen.Length, 1, 1, 1);
        var mixed = picture * (1 - t) + noise * t;
        var velocity = model.forward(mixed.to(ScalarType.BFloat16), time * 1000, captions.Encode(words));
        return (velocity.to(ScalarType.Float32) - (noise - picture)).square().mean();
    }

    private static void Copy(PictureModel from, PictureModel to)
    {
        using var none = no_grad();
        foreach (var (source, target) in from.parameters().Zip(to.parameters())) target.copy_(source);
    }

    /// <summary>Adds the gradients of one to the other's, and clears them.</summary>
    private static void AddGradients(PictureModel from, PictureModel to)
    {
        using var none = no_grad();
        foreach (var (source, target) in from.parameters().Zip(to.parameters()))
        {
            using var scope = NewDisposeScope();
            target.grad!.add_(source.grad!);
            source.grad!.zero_();
        }
    }
}
