using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Onnx;

namespace MuseSpark.Inference.Image;

/// <summary>What a text encoder makes of prompts.</summary>
/// <param name="Values">(Batch, Length, Width)</param>
internal sealed record EncodedPrompts(float[] Values, int Batch, int Length, int Width);

/// <summary>Tokenizer and text encoder: ids (b, L) to hidden states (b, L, D).</summary>
/// <remarks>Safe for concurrent calls.</remarks>
internal sealed class PromptEncoder : IDisposable
{
    private const string Ids = "input_ids", HiddenStates = "last_hidden_state";

    private readonly PromptTokenizer _tokenizer;
    private readonly OnnxSession _session;
    private readonly bool _wideIds;

    private PromptEncoder(PromptTokenizer tokenizer, OnnxSession session)
    {
        _tokenizer = tokenizer;
        _session = session;
        _wideIds = session.RequireInput(Ids, 2, TensorElementType.Int64, TensorElementType.Int32).Type == TensorElementType.Int64;
        if (session.Inputs.Keys.FirstOrDefault(name => name != Ids) is { } other)
            throw new ModelException($"The text encoder asks for {other}, which this version can't give.");
        session.RequireOutput(HiddenStates, 3, TensorElementType.Float);
    }

    /// <exception cref="ModelException">A file is missing, damaged, or has the wrong tensors.</exception>
    public static PromptEncoder Open(string folder, OnnxOptions options)
    {
        var tokenizer = PromptTokenizer.Open(Path.Combine(folder, "tokenizer"));
        var session = OnnxSession.Open(Path.Combine(folder, "text_encoder", "model.onnx"), options);
        try
        {
            return new PromptEncoder(tokenizer, session);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    public EncodedPrompts Encode(IReadOnlyList<string> prompts, CancellationToken cancellationToken)
    {
        int batch = prompts.Count, length = _tokenizer.Length;
        var ids = new long[batch * length];
        for (var i = 0; i < batch; i++)
            _tokenizer.Encode(prompts[i], ids.AsSpan(i * length, length));

        long[] shape = [batch, length];
        using var input = _wideIds
            ? OrtValue.CreateTensorValueFromMemory(ids, shape)
            : OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(ids, id => (int)id), shape);
        using var outputs = _session.Run([Ids], [input], [HiddenStates], cancellationToken);
        var made = outputs[0].GetTensorTypeAndShape().Shape;
        if (made[0] != batch)
            throw new ModelException($"The text encoder gave {made[0]} results for {batch} prompts.");
        return new EncodedPrompts(outputs[0].GetTensorDataAsSpan<float>().ToArray(), batch, (int)made[1], (int)made[2]);
    }

    public void Dispose() => _session.Dispose();
}
