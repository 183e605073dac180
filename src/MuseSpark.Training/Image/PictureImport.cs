using MuseSpark.Training.Export;
using TorchSharp;
using static TorchSharp.torch;

namespace MuseSpark.Training.Image;

/// <summary>Makes checkpoints from a shipped model folder, so that training goes on where none are left.</summary>
public static class PictureImport
{
    public static void Run(CommandOptions options, CancellationToken cancel)
    {
        var source = options.Text("model");
        var folder = options.Text("folder");
        var coderOnly = options.Flag("autoencoder-only");
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
        Fill(model.Denoiser, source, "unet");
        Fill(model.Captions, source, "text_encoder");
        Save(model, Path.Combine(folder, "picture.ckpt"));
        File.Copy(Path.Combine(source, "tokenizer", "tokenizer.json"), Path.Combine(folder, "tokenizer.json"), overwrite: true);
    }

    private static void Fill(nn.Module module, string source, string part)
    {
        var weights = GraphWeights.Read(Path.Combine(source, part, "model.onnx"));
        var linear = module.named_modules().Where(m => m.module is TorchSharp.Modules.Linear).Select(m => m.name + ".weight").ToHashSet();
        using var none = no_grad();
        foreach (var (name, parameter) in module.named_parameters())
        {
            using var scope = NewDisposeScope();
            long[] shape = linear.Contains(name) ? [parameter.shape[1], parameter.shape[0]] : parameter.shape;
            var values = tensor(weights[name], shape);
            parameter.copy_(linear.Contains(name) ? values.t() : values);
        }
    }

    private static void Save(nn.Module module, string checkpoint)
    {
        ChannelsLast.Prepare(module, ScalarType.Float32);
        new MixedPrecision(module, 0, 0).Save(checkpoint, progress: 0);
        Console.WriteLine($"{checkpoint}: {module.parameters().Sum(p => p.numel()) / 1e6:F2}M parameters");
    }
}
