using MuseSpark.Training.Scenes;
using MuseSpark.Training.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace MuseSpark.Training.Image;

/// <summary>Measures the autoencoder (PSNR on held-out scenes), and by the critic whether generated pictures show what was asked.</summary>
public static class PictureEvaluation
{
    public static void Run(CommandOptions options, CancellationToken cancel)
    {
        var folder = options.Text("folder");
        var count = options.Number("pictures", 256);
        var steps = options.Number("steps", 16);
        var guidance = options.Real("guidance", 3);
        var threads = options.Number("threads", 1);
        options.RejectUnknown();
        PictureRun.Start(threads);

        using var scenes = SceneFile.Open(Path.Combine(folder, "scenes.bin"), PictureRun.Size);
        var latents = LatentFile.Open(folder);
        Console.WriteLine($"autoencoder: PSNR {Psnr(folder, scenes):F2} dB on {PictureRun.HeldOut / 4} held-out scenes");
        if (count == 0) return;

        var critic = PictureRun.LoadCritic(folder);
        using var none = no_grad();
        using var scope = NewDisposeScope();
        var held = Enumerable.Range(0, PictureRun.HeldOut).ToArray();
        Report("composed scenes, held out", critic.forward(latents.Batch(held)), [.. held.Select(i => scenes.Scenes[i])]);

        var captions = new Captions(BytePairTokenizer.Read(Path.Combine(folder, "tokenizer.json")));
        var sampler = new FlowSampler(PictureRun.LoadModel(folder, ScalarType.Float32), captions);
        var random = new Random(11);
        var asked = scenes.Scenes.Take(PictureRun.HeldOut).Where(s => s.Actor is not null && s.Others.Length == 0).Take(count).ToArray();
        var made = new List<Tensor>();
        foreach (var part in asked.Chunk(16))
        {
            cancel.ThrowIfCancellationRequested();
            made.Add(sampler.Sample([.. part.Select(s => Captions.Casual(s, random))], steps, guidance, made.Count));
        }
        Report($"generated for captions of held-out scenes, {steps} steps, guidance {guidance}", critic.forward(cat(made, 0)), asked);
    }

    /// <summary>Shares of what was asked that the critic sees; an object counts in whatever part of the scene it is seen.</summary>
    private static void Report(string what, (Tensor[] Answers, Tensor Things) seen, Scene[] asked)
    {
        var said = seen.Answers.Select(a => a.argmax(1).data<long>().ToArray()).ToArray();
        var truth = SceneQuestions.Truth(asked);
        long Said(string question, int n) => said[Array.IndexOf(SceneQuestions.Names, question)][n];
        long Asked(string question, int n) => truth[n, Array.IndexOf(SceneQuestions.Names, question)].item<long>();
        // A noun's number is one more than its place among the things.
        bool Seen(long noun, int n) => seen.Things[n, noun - 1].item<float>() > 0;

        var numbers = Enumerable.Range(0, asked.Length).ToArray();
        var one = numbers.Where(n => asked[n].Things.Count() == 1).ToArray();
        var two = numbers.Where(n => asked[n].Things.Count() == 2).ToArray();
        string Both(bool unseen) => Share([.. two.Where(n => HeldOutPairs.Contains(asked[n]) == unseen)], n => Seen(Asked("actor", n), n) && Seen(Asked("companion", n), n));
        // Colours that were asked for; those of the drawings themselves are not told apart from them.
        var coloured = numbers.Where(n => asked[n].Actor?.Colour is not null).ToArray();
        var colour = SceneQuestions.Names.ToList().IndexOf("actor") + 1;
        Console.WriteLine($"{what}: one object {Share(one, n => Seen(Asked("actor", n), n))} of {one.Length}, "
            + $"two objects {Share([.. two.SelectMany(n => new[] { (n, Asked("actor", n)), (n, Asked("companion", n)) })], pair => Seen(pair.Item2, pair.n))} of {2 * two.Length}, "
            + $"both of a pair {Both(unseen: false)}, of a pair never seen together {Both(unseen: true)}, "
            + $"colour of the actor {Share(coloured, n => Seen(Asked("actor", n), n) && said[colour][n] == truth[n, colour].item<long>())} of {coloured.Length}, "
            + string.Join(", ", new[] { "place", "time", "weather", "style", "relation" }.Select(q => $"{q} {Share(numbers, n => Said(q, n) == Asked(q, n))}")));
    }

    private static string Share<T>(IReadOnlyCollection<T> of, Func<T, bool> right) => of.Count == 0 ? "-" : (of.Count(right) / (double)of.Count).ToString("P0");

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
}
