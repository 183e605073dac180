using Microsoft.ML.OnnxRuntime.Tensors;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Onnx;

namespace MuseSpark.Inference.Image;

/// <summary>The encoding half of a variational autoencoder: a picture (1, 3, 8h, 8w) in -1..1 to latents (1, C, h, w).</summary>
/// <remarks>Safe for concurrent calls.</remarks>
internal sealed class LatentEncoder : IDisposable
{
    // Newer exports give mean and log-variance one after the other. The mean is what is taken, so that nothing hangs on chance.
    private const string Picture = "sample", Latents = "latent_sample", Parameters = "latent_parameters";

    private readonly OnnxSession _session;
    private readonly VaeConfig _config;
    private readonly string _output;
    private readonly int _channels;

    private LatentEncoder(OnnxSession session, VaeConfig config)
    {
        (_session, _config) = (session, config);
        session.RequireInput(Picture, 4, FloatTensor.Types);
        _output = session.Outputs.ContainsKey(Parameters) ? Parameters : Latents;
        _channels = _output == Parameters ? 2 * config.Channels : config.Channels;
        session.RequireOutput(_output, 4, FloatTensor.Types);
    }

    /// <summary>The encoder of a model folder; null where it has none.</summary>
    /// <exception cref="ModelException">A file is missing, damaged, or has the wrong tensors.</exception>
    public static LatentEncoder? Open(PictureFolder folder, OnnxOptions options)
    {
        if (folder.Graph("vae_encoder") is not { } file) return null;
        var config = VaeConfig.Read(folder.Part("vae_encoder"));
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
    public float[] Encode(RgbImage picture, CancellationToken cancellationToken) => Encode(picture.ToPlanes(), picture.Height, picture.Width, cancellationToken);

    /// <inheritdoc cref="Encode(RgbImage, CancellationToken)"/>
    /// <param name="planes">(3, 8h, 8w), -1..1.</param>
    public float[] Encode(float[] planes, int rows, int columns, CancellationToken cancellationToken)
    {
        int height = rows / LatentDecoder.Factor, width = columns / LatentDecoder.Factor;
        var latents = Tiles.Needed(height, width)
            ? Tiles.Blend(height, width, _config.Channels, 1, tile => Run(Tiles.Cut(planes, 3, height, width, LatentDecoder.Factor, tile), tile.Height, tile.Width, cancellationToken))
            : Run(planes, height, width, cancellationToken);
        for (var i = 0; i < latents.Length; i++)
            latents[i] = (latents[i] - _config.Shift) * _config.Scale;
        return latents;
    }

    public void Dispose() => _session.Dispose();

    private float[] Run(float[] planes, int height, int width, CancellationToken cancellationToken)
    {
        using var input = new FloatTensor(_session.Inputs[Picture].Type, planes, 1, 3, height * LatentDecoder.Factor, width * LatentDecoder.Factor);
        using var outputs = _session.Run([Picture], [input.Value], [_output], cancellationToken);
        var shape = outputs[0].GetTensorTypeAndShape().Shape;
        if (!shape.AsSpan().SequenceEqual([1, _channels, height, width]))
            throw new ModelException($"The picture encoder made {string.Join(" x ", shape)} values where 1 x {_channels} x {height} x {width} were due.");
        return FloatTensor.Copy(outputs[0])[..(_config.Channels * height * width)];
    }
}
