using MuseSpark.Training.Scenes;
using MuseSpark.Training.Text;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MuseSpark.Training.Image;

/// <summary>
/// Measures the autoencoder (PSNR on held-out scenes) and whether generated pictures show what was asked: a small judge learns to
/// answer the scene questions from latents of real scenes, then looks at generated ones.
/// </summary>
public static class PictureEvaluation
{
    public static void Run(CommandOptions options, CancellationToken cancel)
    {
        var folder = options.Text("folder");
        var steps = options.Number("judge-steps", 1500);
        var count = options.Number("pictures", 256);
        var guidance = options.Real("guidance", 3);
        var threads = options.Number("threads", 1);
        options.RejectUnknown();
        PictureRun.Start(threads);

        using var scenes = SceneFile.Open(Path.Combine(folder, "scenes.bin"), PictureRun.Size);
        var latents = LatentFile.Open(folder);
        Console.WriteLine($"autoencoder: PSNR {Psnr(folder, scenes):F2} dB on {PictureRun.HeldOut / 4} held-out scenes");
        if (steps == 0) return;

        var judge = Train(scenes, latents, steps, cancel);
        using var none = no_grad();
        using var scope = NewDisposeScope();
        var held = Enumerable.Range(0, PictureRun.HeldOut).ToArray();
        Report("judge on held-out real scenes", judge.forward(latents.Batch(held)), SceneQuestions.Truth([.. held.Select(i => scenes.Scenes[i])]));

        var captions = new Captions(BytePairTokenizer.Read(Path.Combine(folder, "tokenizer.json")));
        var sampler = new FlowSampler(PictureRun.LoadModel(folder, ScalarType.Float32), captions);
        var random = new Random(11);
        var asked = scenes.Scenes.Take(PictureRun.HeldOut).Where(s => s.Actor is not null).Take(count).ToArray();
        var made = asked.Chunk(16).Select((part, i) => sampler.Sample([.. part.Select(s => Captions.Casual(s, random))], 16, guidance, i)).ToArray();
        Report($"generated for captions of held-out scenes, guidance {guidance}", judge.forward(cat(made, 0)), SceneQuestions.Truth(asked));
    }

    private static double Psnr(string folder, SceneFile scenes)
    {
        using var none = no_grad();
        var coder = PictureRun.LoadAutoEncoder(folder, ScalarType.Float32);
        double sum = 0;
        var pairs = new List<byte[]>();
        const int batch = 10, count = PictureRun.HeldOut / 4;
        for (var at = 0; at < count; at += batch)
        {
            using var scope = NewDisposeScope();
            var pictures = PictureRun.Pictures(scenes, at, batch);
            var made = coder.forward(pictures).clamp(-1, 1);
            if (at == 0) pairs.AddRange([.. PictureRun.ToBytes(pictures), .. PictureRun.ToBytes(made)]);
            var errors = ((made - pictures) / 2).square().mean([1, 2, 3]);
            sum += (errors.log10() * -10).sum().item<float>();
        }
        ContactSheet.Write(Path.Combine(folder, "autoencoder.png"), pairs, PictureRun.Size, batch);
        return sum / count;
    }

    private static Judge Train(SceneFile scenes, LatentFile latents, int steps, CancellationToken cancel)
    {
        var judge = new Judge();
        ChannelsLast.Prepare(judge, ScalarType.Float32);
        var optimizer = new MixedPrecision(judge, weightDecay: 0.05, averageDecay: 0.99, name => name.StartsWith("second", StringComparison.Ordinal) || name.StartsWith("third", StringComparison.Ordinal));
        var rate = new Torch.LearningRate(1.5e-3);
        var random = new Random(3);
        while (optimizer.Steps < steps)
        {
            cancel.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var chosen = Enumerable.Range(0, 48).Select(_ => random.Next(PictureRun.HeldOut, latents.Count)).ToArray();
            var seen = latents.Batch(chosen);
            var truth = SceneQuestions.Truth([.. chosen.Select(i => scenes.Scenes[i])]);
            var loss = zeros(1);
            var answers = judge.forward(seen + randn_like(seen) * 0.2);
            for (var q = 0; q < answers.Length; q++) loss = loss + functional.cross_entropy(answers[q], truth.select(1, q).contiguous());
            loss.backward();
            optimizer.Step(rate.At(optimizer.Steps, (double)optimizer.Steps / steps));
        }
        optimizer.CopyAverageTo(judge);
        return judge;
    }

    private static void Report(string what, Tensor[] answers, Tensor truth)
    {
        var shares = SceneQuestions.Names.Select((question, q) => $"{question} {answers[q].argmax(1).eq(truth.select(1, q)).to(ScalarType.Float32).mean().item<float>():P0}");
        Console.WriteLine($"{what}: {string.Join(", ", shares)}");
    }

    /// <summary>Three convolutions over the latents, then the questions.</summary>
    private sealed class Judge : Module<Tensor, Tensor[]>
    {
        private readonly Conv2d first, second, third;
        private readonly SceneQuestions questions;

        public Judge() : base(nameof(Judge))
        {
            first = Conv2d(AutoEncoder.LatentChannels, 64, 3, padding: 1);
            second = Conv2d(64, 128, 3, stride: 2, padding: 1);
            third = Conv2d(128, 192, 3, stride: 2, padding: 1);
            questions = new SceneQuestions(192 * 16);
            RegisterComponents();
        }

        public override Tensor[] forward(Tensor latents)
        {
            var x = functional.silu(second.forward(functional.silu(first.forward(latents))));
            return questions.forward(functional.silu(third.forward(x)).permute(0, 2, 3, 1).reshape(latents.shape[0], 192 * 16));
        }
    }
}
