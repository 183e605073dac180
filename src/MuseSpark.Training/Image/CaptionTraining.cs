using System.Diagnostics;
using MuseSpark.Training.Scenes;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MuseSpark.Training.Image;

/// <summary>Learns the tokenizer, then lets the caption encoder answer questions about the scene from the caption alone.</summary>
public static class CaptionTraining
{
    public static void Run(CommandOptions options, CancellationToken cancel)
    {
        var folder = options.Text("folder");
        var steps = options.Number("steps", 2500);
        var batch = options.Number("batch", 64);
        var rate = new Torch.LearningRate(options.Real("rate", 1e-3));
        var threads = options.Number("threads", 1);
        options.RejectUnknown();
        PictureRun.Start(threads);

        using var file = SceneFile.Open(Path.Combine(folder, "scenes.bin"), PictureRun.Size);
        var tokenizer = Captions.LearnTokenizer(file.Scenes, cancel);
        tokenizer.Save(Path.Combine(folder, "tokenizer.json"));
        var captions = new Captions(tokenizer);
        var cut = captions.ShareCut([.. file.Scenes.Take(PictureRun.HeldOut).Select((s, i) => Captions.Casual(s, new Random(i)))]);
        Console.WriteLine($"{cut:P1} of the captions are longer than {PictureShape.CaptionLength} tokens and are cut");

        var encoder = new CaptionEncoder();
        var questions = new SceneQuestions(PictureShape.TextWidth);
        var both = Sequential(("encoder", encoder));
        both.register_module("questions", questions);
        var optimizer = new MixedPrecision(both, weightDecay: 0.01, averageDecay: 0.995);
        var random = new Random(2);
        var watch = Stopwatch.StartNew();
        double sum = 0;
        while (optimizer.Steps < steps && !cancel.IsCancellationRequested)
        {
            using var scope = NewDisposeScope();
            var scenes = Enumerable.Range(0, batch).Select(_ => file.Scenes[random.Next(PictureRun.HeldOut, file.Scenes.Count)]).ToArray();
            var (loss, _) = Ask(encoder, questions, captions, scenes, random);
            loss.backward();
            optimizer.Step(rate.At(optimizer.Steps, (double)optimizer.Steps / steps));
            sum += loss.item<float>();
            if (optimizer.Steps % 100 != 0) continue;
            Console.WriteLine($"step {optimizer.Steps} loss {sum / 100:F3} {watch.ElapsedMilliseconds / 100} ms/step");
            (sum, watch) = (0, Stopwatch.StartNew());
        }
        optimizer.CopyAverageTo(both);
        using (var writer = new BinaryWriter(File.Create(Path.Combine(folder, "captions.bin"))))
            foreach (var (_, parameter) in encoder.named_parameters()) TensorFile.Write(writer, parameter);

        using var scored = NewDisposeScope();
        using var none = no_grad();
        var (_, right) = Ask(encoder, questions, captions, file.Scenes.Take(PictureRun.HeldOut).ToArray(), random);
        Console.WriteLine("held out: " + string.Join(", ", SceneQuestions.Names.Zip(right, (name, share) => $"{name} {share:P0}")));
    }

    public static void Load(CaptionEncoder encoder, string folder)
    {
        using var _ = no_grad();
        using var reader = new BinaryReader(File.OpenRead(Path.Combine(folder, "captions.bin")));
        foreach (var (_, parameter) in encoder.named_parameters()) TensorFile.Read(reader, parameter);
    }

    private static (Tensor Loss, double[] Right) Ask(
        CaptionEncoder encoder, SceneQuestions questions, Captions captions, IReadOnlyList<Scene> scenes, Random random)
    {
        var ids = captions.Encode([.. scenes.Select(s => Captions.Casual(s, random))]);
        var truth = SceneQuestions.Truth(scenes);
        var answers = questions.forward(encoder.forward(ids).mean([1]));
        var loss = zeros(1);
        var right = new double[answers.Length];
        for (var q = 0; q < answers.Length; q++)
        {
            var target = truth.select(1, q).contiguous();
            loss = loss + functional.cross_entropy(answers[q], target);
            right[q] = answers[q].argmax(1).eq(target).to(ScalarType.Float32).mean().item<float>();
        }
        return (loss, right);
    }
}
