using MuseSpark.Training.Export;
using TorchSharp;
using static TorchSharp.torch;

namespace MuseSpark.Training.Image;

/// <summary>Makes checkpoints from a shipped model folder, so that training goes on where none are left.</summary>
public static class PictureImport
{
    private const string Positions = "positions";

    public static void Run(CommandOptions options, CancellationToken cancel)
    {
        var source = options.Text("model");
        var folder = options.Text("folder");
        var coderOnly = options.Flag("autoencoder-only");
        var narrower = options.Number("widen-from", 0);
        options.RejectUnknown();
        PictureRun.Start(threads: 1);
        Directory.CreateDirectory(folder);

        var coder = new AutoEncoder();
        Fill(coder.Encoder, source, "vae_encoder");
        Fill(coder.Decoder, source, "vae_decoder");
        Save(coder, Path.Combine(folder, "autoencoder.ckpt"));
        cancel.ThrowIfCancellationRequested();

        if (coderOnly) return;

        var model = new PictureModel();
        Fill(model.Denoiser, source, "unet", narrower);
        Fill(model.Captions, source, "text_encoder");
        Save(model, Path.Combine(folder, "picture.ckpt"));
        File.Copy(Path.Combine(source, "tokenizer", "tokenizer.json"), Path.Combine(folder, "tokenizer.json"), overwrite: true);
    }

    /// <param name="narrower">fine width of the stored denoiser if it is to be widened, otherwise 0</param>
    private static void Fill(nn.Module module, string source, string part, int narrower = 0)
    {
        var weights = GraphWeights.Read(Path.Combine(source, part, "model.onnx"));
        var linear = module.named_modules().Where(m => m.module is TorchSharp.Modules.Linear).Select(m => m.name + ".weight").ToHashSet();
        using var none = no_grad();
        foreach (var (name, parameter) in module.named_parameters())
        {
            using var scope = NewDisposeScope();
            var shape = narrower > 0 ? Widening.Before(parameter.shape, narrower) : parameter.shape;
            if (name == Positions && weights[name].Length < parameter.numel())
            {
                // Captions may be longer now: the new places are learned.
                var known = weights[name].Length / PictureShape.TextWidth;
                parameter[..known].copy_(tensor(weights[name], [known, PictureShape.TextWidth]));
                continue;
            }
            if (weights[name].Length != shape.Aggregate(1L, (a, b) => a * b))
                throw new UsageException($"{name} in {Path.Combine(source, part)} has another size: a narrower U-Net is made wide with --widen-from and its width at 16 x 16.");
            var values = linear.Contains(name) ? tensor(weights[name], [shape[1], shape[0]]).t() : tensor(weights[name], shape);
            parameter.copy_(narrower > 0 ? Widening.Of(values, parameter.shape, narrower) : values);
        }
    }

    private static void Save(nn.Module module, string checkpoint)
    {
        ChannelsLast.Prepare(module, ScalarType.Float32);
        new MixedPrecision(module, 0, 0).Save(checkpoint, progress: 0);
        Console.WriteLine($"{checkpoint}: {module.parameters().Sum(p => p.numel()) / 1e6:F2}M parameters");
    }
}
