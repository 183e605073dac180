using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Onnx;

namespace MuseSpark.Inference.Image;

/// <summary>A graph that doubles the edges of a picture: (1, 3, h, w) to (1, 3, 2h, 2w), both -1..1.</summary>
/// <remarks>Safe for concurrent calls.</remarks>
internal sealed class Upscaler : IDisposable
{
    private const string Input = "sample", Output = "upscaled";

    private readonly OnnxSession _session;

    private Upscaler(OnnxSession session)
    {
        _session = session;
        session.RequireInput(Input, 4, TensorElementType.Float);
        session.RequireOutput(Output, 4, TensorElementType.Float);
    }

    /// <summary>The upscaler of a model folder; null where it has none.</summary>
    /// <exception cref="ModelException">The file is damaged or has the wrong tensors.</exception>
    public static Upscaler? Open(string folder, OnnxOptions options)
    {
        var file = Path.Combine(folder, "upscaler", "model.onnx");
        if (!File.Exists(file)) return null;
        var session = OnnxSession.Open(file, options);
        try
        {
            return new Upscaler(session);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    public RgbImage Double(RgbImage picture, CancellationToken cancellationToken)
    {
        using var input = OrtValue.CreateTensorValueFromMemory(picture.ToPlanes(), [1, 3, picture.Height, picture.Width]);
        using var outputs = _session.Run([Input], [input], [Output], cancellationToken);
        var shape = outputs[0].GetTensorTypeAndShape().Shape;
        int width = 2 * picture.Width, height = 2 * picture.Height;
        if (!shape.AsSpan().SequenceEqual([1, 3, height, width]))
            throw new ModelException($"The upscaler made {string.Join(" x ", shape)} values where 1 x 3 x {height} x {width} were due.");
        return RgbImage.FromPlanes(outputs[0].GetTensorDataAsSpan<float>(), width, height);
    }

    public void Dispose() => _session.Dispose();
}
