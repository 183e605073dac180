using Microsoft.ML.OnnxRuntime;
using MuseSpark.Training.Scenes;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MuseSpark.Training.Image;

/// <summary>Runs every exported graph and the torch module it came from on the same input; weights in float16 allow small differences, those in 8 bits some more.</summary>
internal static class PictureCheck
{
    private const double Tolerance = 0.05;

    // Of the root mean square of what is computed.
    private const double EightBitTolerance = 0.03;

    public static void Compare(string folder, PictureModel model, AutoEncoder coder, Critic? critic, Enlarger? upscaler, LatentMoments moments, SceneFile scenes)
    {
        using var scope = NewDisposeScope();
        manual_seed(5);
        var ids = randint(PictureShape.Vocabulary, [2, PictureShape.CaptionLength], ScalarType.Int64);
        var states = model.Captions.forward(ids);
        Report("text_encoder", Run(folder, "text_encoder", ("input_ids", ids)), states);

        var pictures = PictureRun.Pictures(scenes, 0, 2);
        var latents = moments.Standardise(coder.Encoder.forward(pictures));
        Report("vae_encoder", Run(folder, "vae_encoder", ("sample", pictures)), latents);
        Report("vae_decoder", Run(folder, "vae_decoder", ("latent_sample", latents)), coder.Decoder.forward(moments.Restore(latents)));

        if (critic is not null)
        {
            var (_, things) = critic.forward(latents);
            Report("critic", Run(folder, "critic", ("latent_sample", latents)), things.sigmoid());
        }

        if (upscaler is not null) Report("upscaler", Run(folder, "upscaler", ("sample", pictures)), upscaler.forward(pictures));

        var time = tensor([250f, 800f]);
        var noisy = ChannelsLast.Of(latents + randn_like(latents));
        Report("unet", Run(folder, "unet", ("sample", noisy), ("timestep", time), ("encoder_hidden_states", states)), model.Denoiser.forward(noisy, time, states), eightBits: true);
    }

    private static Tensor Run(string folder, string part, params (string Name, Tensor Value)[] inputs)
    {
        using var session = new InferenceSession(Path.Combine(folder, part, "model.onnx"));
        var feeds = inputs.ToDictionary(i => i.Name, i => ToOrt(i.Value));
        using var results = session.Run(new RunOptions(), feeds, session.OutputNames);
        var result = results[0];
        var made = tensor(result.GetTensorDataAsSpan<float>().ToArray(), result.GetTensorTypeAndShape().Shape);
        foreach (var feed in feeds.Values) feed.Dispose();
        return made;
    }

    private static OrtValue ToOrt(Tensor value)
    {
        using var plain = value.contiguous();
        return value.dtype == ScalarType.Int64
            ? OrtValue.CreateTensorValueFromMemory(plain.data<long>().ToArray(), plain.shape)
            : OrtValue.CreateTensorValueFromMemory(plain.data<float>().ToArray(), plain.shape);
    }

    private static void Report(string part, Tensor onnx, Tensor torch, bool eightBits = false)
    {
        var difference = (onnx - torch).abs();
        var most = difference.max().item<float>();
        var share = difference.square().mean().sqrt().item<float>() / torch.square().mean().sqrt().item<float>();
        Console.WriteLine($"{part}: largest difference {most:E2}, mean {difference.mean().item<float>():E2}, {share:P2} of the root mean square, values up to {torch.abs().max().item<float>():F2}");
        if (!(eightBits ? share < EightBitTolerance : most < Tolerance)) throw new InvalidOperationException($"The exported {part} does not compute what the trained one does.");
    }
}
