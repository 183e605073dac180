using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Onnx;

namespace MuseSpark.Inference.Image;

/// <summary>The predictions for one request: every tensor is bound once and reused at each step.</summary>
/// <remarks>For one thread at a time.</remarks>
internal sealed class DenoiserRun : IDisposable
{
    private readonly OnnxSession _session;
    private readonly OrtIoBinding _binding;
    private readonly List<IDisposable> _values = [];
    private readonly FloatTensor _sample, _prediction;
    private readonly FloatTensor? _timestep;
    private readonly long[]? _wholeTimestep;
    private readonly int _batch, _row, _latents;

    /// <param name="shape">What goes in: (b, Cin, h, w).</param>
    /// <param name="channels">Of the latents; at most Cin.</param>
    public DenoiserRun(Denoiser denoiser, OnnxSession session, EncodedPrompts words, long[] shape, int channels, float guidance)
    {
        _session = session;
        _binding = session.CreateBinding();
        _batch = words.Batch;
        var plane = checked((int)(shape[2] * shape[3]));
        (_row, _latents) = (checked((int)shape[1] * plane), checked(channels * plane));

        _sample = BindInput(denoiser.Sample, new float[_batch * _row], shape);
        BindInput(Denoiser.Words, words.Values, words.Batch, words.Length, words.Width);
        var timestep = session.Inputs[Denoiser.Timestep];
        long[] timestepShape = timestep.Shape.Count == 0 ? [] : [timestep.Shape[0] == 1 ? 1 : words.Batch];
        var timesteps = timestepShape.Length == 0 ? 1 : (int)timestepShape[0];
        if (timestep.Type == TensorElementType.Int64)
        {
            _wholeTimestep = new long[timesteps];
            var value = OrtValue.CreateTensorValueFromMemory(_wholeTimestep, timestepShape);
            _values.Add(value);
            _binding.BindInput(Denoiser.Timestep, value);
        }
        else
        {
            _timestep = BindInput(Denoiser.Timestep, new float[timesteps], timestepShape);
        }
        if (denoiser.EmbeddingWidth is { } width)
            BindInput(Denoiser.GuidanceEmbedding, EmbedGuidance(guidance, words.Batch, width), words.Batch, width);
        if (denoiser.WholeName is { } whole)
        {
            if (words.Pooled.Length == 0) throw new ModelException($"The denoiser asks for {whole}, but no text encoder gives text_embeds. Look for another ONNX export of this model.");
            BindInput(whole, words.Pooled, words.Batch, words.PooledWidth);
        }
        if (session.Inputs.ContainsKey(Denoiser.Sizes))
        {
            // The size of the picture before it was cut, where it was cut, and its size since: here nothing is cut (Podell et al. 2023, section 2.2).
            float[] one = [shape[2] * LatentDecoder.Factor, shape[3] * LatentDecoder.Factor, 0, 0, shape[2] * LatentDecoder.Factor, shape[3] * LatentDecoder.Factor];
            BindInput(Denoiser.Sizes, [.. Enumerable.Repeat(one, words.Batch).SelectMany(row => row)], words.Batch, one.Length);
        }

        _prediction = new FloatTensor(session.Outputs[denoiser.Output].Type, new float[_batch * _latents], shape[0], channels, shape[2], shape[3]);
        _values.Add(_prediction);
        _binding.BindOutput(denoiser.Output, _prediction.Value);
    }

    /// <summary>The latents that the model sees: (C, h, w). All rows of the batch see the same.</summary>
    public Span<float> Input => _sample.Values.AsSpan(0, _latents);

    /// <summary>What else a model that fills gaps sees: (1 + C, h, w), the mask and the latents of what is to stay. Empty for others.</summary>
    public Span<float> Gap => _sample.Values.AsSpan(_latents, _row - _latents);

    /// <summary>What it predicted: (b, C, h, w).</summary>
    public float[] Prediction => _prediction.Values;

    /// <summary>Fills <see cref="Prediction"/> from <see cref="Input"/>.</summary>
    public void Predict(float timestep, OnnxRun run)
    {
        var first = _sample.Values.AsSpan(0, _row);
        for (var row = 1; row < _batch; row++) first.CopyTo(_sample.Values.AsSpan(row * _row));
        _sample.Give();
        _timestep?.Values.AsSpan().Fill(timestep);
        _timestep?.Give();
        _wholeTimestep?.AsSpan().Fill((long)MathF.Round(timestep));
        _session.Run(_binding, run);
        _prediction.Take();
    }

    public void Dispose()
    {
        _binding.Dispose();
        foreach (var value in _values) value.Dispose();
    }

    private FloatTensor BindInput(string name, float[] values, params long[] shape)
    {
        var tensor = new FloatTensor(_session.Inputs[name].Type, values, shape);
        _values.Add(tensor);
        _binding.BindInput(name, tensor.Value);
        return tensor;
    }

    /// <summary>Sines, then cosines, of 1000 (guidance - 1) at falling frequencies (Meng et al. 2023, section 3).</summary>
    private static float[] EmbedGuidance(float guidance, int batch, int width)
    {
        var embedding = new float[batch * width]; // (b, width)
        var half = width / 2;
        for (var i = 0; i < half; i++)
        {
            var angle = 1000 * (Math.Max(1, guidance) - 1) * Math.Exp(-Math.Log(10_000) * i / (half - 1));
            for (var row = 0; row < batch; row++)
            {
                embedding[row * width + i] = (float)Math.Sin(angle);
                embedding[row * width + half + i] = (float)Math.Cos(angle);
            }
        }
        return embedding;
    }
}
