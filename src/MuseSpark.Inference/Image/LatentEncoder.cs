using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Onnx;

namespace MuseSpark.Inference.Image;

/// <summary>The encoding half of a variational autoencoder: a picture (1, 3, 8h, 8w) in -1..1 to latents (1, C, h, w).</summary>
/// <remarks>Safe for concurrent calls.</remarks>
internal sealed class LatentEncoder : IDisposable
{
    private const string Picture = "sample", Latents = "latent_sample";

    private readonly OnnxSession _session;
    private readonly VaeConfig _config;

    private LatentEncoder(OnnxSession session, VaeConfig config)
    {
        (_session, _config) = (session, config);
        session.RequireInput(Picture, 4, TensorElementType.Float);
        session.RequireOutput(Latents, 4, TensorElementType.Float);
    }

    /// <summary>The encoder of a model folder; null where it has none.</summary>
    /// <exception cref="ModelException">A file is missing, damaged, or has the wrong tensors.</exception>
    public static LatentEncoder? Open(string folder, OnnxOptions options)
    {
        var file = Path.Combine(folder, "vae_encoder", "model.onnx");
        if (!File.Exists(file)) return null;
        var config = VaeConfig.Read(Path.Combine(folder, "vae_encoder"));
        var session = OnnxSession.Open(file, options);
        try
        {
            return new LatentEncoder(session, config);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <param name="picture">Both edges a multiple of <see cref="LatentDecoder.Factor"/>.</param>
    /// <returns>(C, h, w), scaled as the denoiser works on them.</returns>
    public float[] Encode(RgbImage picture, CancellationToken cancellationToken)
    {
        using var input = OrtValue.CreateTensorValueFromMemory(picture.ToPlanes(), [1, 3, picture.Height, picture.Width]);
        using var outputs = _session.Run([Picture], [input], [Latents], cancellationToken);
        int height = picture.Height / LatentDecoder.Factor, width = picture.Width / LatentDecoder.Factor;
        var shape = outputs[0].GetTensorTypeAndShape().Shape;
        if (!shape.AsSpan().SequenceEqual([1, _config.Channels, height, width]))
            throw new ModelException($"The picture encoder made {string.Join(" x ", shape)} values where 1 x {_config.Channels} x {height} x {width} were due.");
        var latents = outputs[0].GetTensorDataAsSpan<float>().ToArray();
        for (var i = 0; i < latents.Length; i++)
            latents[i] = (latents[i] - _config.Shift) * _config.Scale;
        return latents;
    }

    public void Dispose() => _session.Dispose();
}
