using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Onnx;

namespace MuseSpark.Inference.Image;

/// <summary>A graph that makes the edges of a picture so many <see cref="Times"/> as long: (1, 3, h, w) to (1, 3, times h, times w), both -1..1.</summary>
/// <remarks>Safe for concurrent calls.</remarks>
internal sealed class Upscaler : IDisposable
{
    public const string Input = "sample", Output = "upscaled";

    /// <summary>In a model folder the graph that doubles edges, which is run twice where there is no other, and the one that makes them four times as long.</summary>
    public const string DoublingFile = "upscaler/model.onnx", FourfoldFile = "upscaler/model_x4.onnx";

    private readonly OnnxSession _session;

    private Upscaler(OnnxSession session, int times)
    {
        _session = session;
        Times = times;
        session.RequireInput(Input, 4, TensorElementType.Float);
        session.RequireOutput(Output, 4, TensorElementType.Float);
    }

    public int Times { get; }

    /// <summary>The upscaler of a model folder that doubles; null where it has none.</summary>
    /// <exception cref="ModelException">The file is damaged or has the wrong tensors.</exception>
    public static Upscaler? Open(string folder, OnnxOptions options) => Open(Path.Combine(folder, DoublingFile), 2, options);

    /// <inheritdoc cref="Open(string, OnnxOptions)"/>
    public static Upscaler? Open(string file, int times, OnnxOptions options)
    {
        if (!File.Exists(file)) return null;
        var session = OnnxSession.Open(file, options);
        try
        {
            return new Upscaler(session, times);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    public RgbImage Enlarge(RgbImage picture, CancellationToken cancellationToken)
    {
        using var input = OrtValue.CreateTensorValueFromMemory(picture.ToPlanes(), [1, 3, picture.Height, picture.Width]);
        using var outputs = _session.Run([Input], [input], [Output], cancellationToken);
        var shape = outputs[0].GetTensorTypeAndShape().Shape;
        int width = Times * picture.Width, height = Times * picture.Height;
        if (!shape.AsSpan().SequenceEqual([1, 3, height, width]))
            throw new ModelException($"The upscaler made {string.Join(" x ", shape)} values where 1 x 3 x {height} x {width} were due.");
        return RgbImage.FromPlanes(outputs[0].GetTensorDataAsSpan<float>(), width, height);
    }

    public void Dispose() => _session.Dispose();
}
