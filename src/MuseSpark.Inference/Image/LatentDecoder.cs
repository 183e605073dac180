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

    private LatentDecoder(OnnxSession session, VaeConfig config, string part)
    {
        _session = session;
        (_scale, _shift, Channels) = (config.Scale, config.Shift, config.Channels);
        var declared = session.RequireInput(Latents, 4, FloatTensor.Types).Shape[1];
        if (declared > 0 && declared != Channels)
            throw new ModelException($"{part}/config.json has {Channels} latent_channels, but the file takes {declared}.");
        session.RequireOutput(Picture, 4, FloatTensor.Types);
    }

    public int Channels { get; }

    /// <exception cref="ModelException">A file is missing, damaged, or has the wrong tensors.</exception>
    public static LatentDecoder Open(PictureFolder folder, OnnxOptions options) => Open(folder, "vae_decoder", options);

    /// <summary>The small decoder for previews and drafts (TAESD); null where the folder has none.</summary>
    /// <inheritdoc cref="Open(PictureFolder, OnnxOptions)"/>
    public static LatentDecoder? OpenTiny(PictureFolder folder, OnnxOptions options) => folder.Has("tiny_vae_decoder") ? Open(folder, "tiny_vae_decoder", options) : null;

    /// <param name="latents">(C, h, w), as the denoiser works on them.</param>
    public RgbImage Decode(ReadOnlySpan<float> latents, int height, int width, CancellationToken cancellationToken)
    {
        var plain = new float[latents.Length];
        for (var i = 0; i < plain.Length; i++) plain[i] = latents[i] / _scale + _shift;
        var planes = Tiles.Needed(height, width)
            ? Tiles.Blend(height, width, 3, Factor, tile => Run(Tiles.Cut(plain, Channels, height, width, 1, tile), tile.Height, tile.Width, cancellationToken))
            : Run(plain, height, width, cancellationToken);
        return RgbImage.FromPlanes(planes, width * Factor, height * Factor);
    }

    public void Dispose() => _session.Dispose();

    private static LatentDecoder Open(PictureFolder folder, string part, OnnxOptions options)
    {
        var config = VaeConfig.Read(folder.Part(part));
        var session = OnnxSession.Open(folder.Require(part), options);
        try
        {
            return new LatentDecoder(session, config, part);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    private float[] Run(float[] latents, int height, int width, CancellationToken cancellationToken)
    {
        using var input = new FloatTensor(_session.Inputs[Latents].Type, latents, 1, Channels, height, width);
        using var outputs = _session.Run([Latents], [input.Value], [Picture], cancellationToken);
        int rows = height * Factor, columns = width * Factor;
        var shape = outputs[0].GetTensorTypeAndShape().Shape;
        if (!shape.AsSpan().SequenceEqual([1, 3, rows, columns]))
            throw new ModelException($"The picture decoder made {string.Join(" x ", shape)} values where 1 x 3 x {rows} x {columns} were due.");
        return FloatTensor.Copy(outputs[0]);
    }
}
