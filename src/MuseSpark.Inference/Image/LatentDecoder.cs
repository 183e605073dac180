using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Onnx;

namespace MuseSpark.Inference.Image;

/// <summary>The decoding half of a variational autoencoder: latents (1, C, h, w) to a picture (1, 3, 8h, 8w) in -1..1.</summary>
/// <remarks>Safe for concurrent calls.</remarks>
internal sealed class LatentDecoder : IDisposable
{
    /// <summary>Pixels along an edge for each latent.</summary>
    public const int Factor = 8;

    private const string Latents = "latent_sample", Picture = "sample";

    private readonly OnnxSession _session;
    private readonly float _scale, _shift;

    private LatentDecoder(OnnxSession session, VaeConfig config)
    {
        _session = session;
        (_scale, _shift, Channels) = (config.Scale, config.Shift, config.Channels);
        var declared = session.RequireInput(Latents, 4, TensorElementType.Float).Shape[1];
        if (declared > 0 && declared != Channels)
            throw new ModelException($"vae_decoder/config.json has {Channels} latent_channels, but the file takes {declared}.");
        session.RequireOutput(Picture, 4, TensorElementType.Float);
    }

    public int Channels { get; }

    /// <exception cref="ModelException">A file is missing, damaged, or has the wrong tensors.</exception>
    public static LatentDecoder Open(string folder, OnnxOptions options)
    {
        var config = VaeConfig.Read(Path.Combine(folder, "vae_decoder"));
        var session = OnnxSession.Open(Path.Combine(folder, "vae_decoder", "model.onnx"), options);
        try
        {
            return new LatentDecoder(session, config);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <param name="latents">(C, h, w); used as working space.</param>
    public RgbImage Decode(float[] latents, int height, int width, CancellationToken cancellationToken)
    {
        for (var i = 0; i < latents.Length; i++)
            latents[i] = latents[i] / _scale + _shift;

        using var input = OrtValue.CreateTensorValueFromMemory(latents, [1, Channels, height, width]);
        using var outputs = _session.Run([Latents], [input], [Picture], cancellationToken);
        int rows = height * Factor, columns = width * Factor;
        var shape = outputs[0].GetTensorTypeAndShape().Shape;
        if (!shape.AsSpan().SequenceEqual([1, 3, rows, columns]))
            throw new ModelException($"The picture decoder made {string.Join(" x ", shape)} values where 1 x 3 x {rows} x {columns} were due.");

        return RgbImage.FromPlanes(outputs[0].GetTensorDataAsSpan<float>(), columns, rows);
    }

    public void Dispose() => _session.Dispose();
}
