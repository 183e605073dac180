using Microsoft.ML.OnnxRuntime;
using MuseSpark.Inference.Onnx;

namespace MuseSpark.Inference.Image;

/// <summary>One picture's predictions: every tensor is bound once and reused at each step.</summary>
/// <remarks>For one thread at a time.</remarks>
internal sealed class DenoiserRun : IDisposable
{
    private readonly OnnxSession _session;
    private readonly OrtIoBinding _binding;
    private readonly List<OrtValue> _values = [];
    private readonly float[]? _timestep;
    private readonly long[]? _wholeTimestep;

    public DenoiserRun(Denoiser denoiser, OnnxSession session, EncodedPrompts words, long[] shape, float guidance)
    {
        _session = session;
        _binding = session.CreateBinding();
        var length = checked((int)(shape[0] * shape[1] * shape[2] * shape[3]));
        Input = new float[length];
        Prediction = new float[length];

        long[] timestepShape = denoiser.TimestepShape.Count == 0 ? [] : [denoiser.TimestepShape[0] == 1 ? 1 : words.Batch];
        var timesteps = timestepShape.Length == 0 ? 1 : (int)timestepShape[0];
        BindInput(denoiser.Sample, Input, shape);
        BindInput(Denoiser.Words, words.Values, [words.Batch, words.Length, words.Width]);
        if (denoiser.TimestepIsWhole)
            BindInput(Denoiser.Timestep, _wholeTimestep = new long[timesteps], timestepShape);
        else
            BindInput(Denoiser.Timestep, _timestep = new float[timesteps], timestepShape);
        if (denoiser.EmbeddingWidth is { } width)
            BindInput(Denoiser.GuidanceEmbedding, EmbedGuidance(guidance, words.Batch, width), [words.Batch, width]);
        _binding.BindOutput(denoiser.Output, Keep(Prediction, shape));
    }

    /// <summary>What the model sees: (b, C, h, w).</summary>
    public float[] Input { get; }

    /// <summary>What it predicted: (b, C, h, w).</summary>
    public float[] Prediction { get; }

    /// <summary>Fills <see cref="Prediction"/> from <see cref="Input"/>.</summary>
    public void Predict(float timestep, OnnxRun run)
    {
        _timestep?.AsSpan().Fill(timestep);
        _wholeTimestep?.AsSpan().Fill((long)MathF.Round(timestep));
        _session.Run(_binding, run);
    }

    public void Dispose()
    {
        _binding.Dispose();
        foreach (var value in _values)
            value.Dispose();
    }

    private void BindInput<T>(string name, T[] data, long[] shape) where T : unmanaged => _binding.BindInput(name, Keep(data, shape));

    private OrtValue Keep<T>(T[] data, long[] shape) where T : unmanaged
    {
        var value = OrtValue.CreateTensorValueFromMemory(data, shape);
        _values.Add(value);
        return value;
    }

    /// <summary>Sines, then cosines, of 1000 (guidance - 1) at falling frequencies (Meng et al. 2023, section 3).</summary>
    private static float[] EmbedGuidance(float guidance, int batch, int width)
    {
        var embedding = new float[batch * width]; // (b, width)
        var half = width / 2;
        for (var i = 0; i < half; i++)
        {
            var angle = 1000 * (guidance - 1) * Math.Exp(-Math.Log(10_000) * i / (half - 1));
            for (var row = 0; row < batch; row++)
            {
                embedding[row * width + i] = (float)Math.Sin(angle);
                embedding[row * width + half + i] = (float)Math.Cos(angle);
            }
        }
        return embedding;
    }
}
