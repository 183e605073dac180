using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Onnx;

namespace MuseSpark.Inference.Image;

/// <summary>Tokenizer and graph: a prompt to hidden states (L, D), and perhaps to one vector for the whole of it.</summary>
/// <remarks>Safe for concurrent calls.</remarks>
internal sealed class TextEncoder : IDisposable
{
    private const string Ids = "input_ids", Mask = "attention_mask", Last = "last_hidden_state", Layer = "hidden_states.", Whole = "text_embeds";
    private const long CacheBytes = 16 << 20;

    private readonly PromptTokenizer _tokenizer;
    private readonly OnnxSession _session;
    private readonly string[] _outputs;
    private readonly EncodedTexts _known = new(CacheBytes);

    private TextEncoder(PromptTokenizer tokenizer, OnnxSession session, bool lastButOne)
    {
        _tokenizer = tokenizer;
        _session = session;
        session.RequireInput(Ids, 2, TensorElementType.Int64, TensorElementType.Int32);
        if (session.Inputs.ContainsKey(Mask)) session.RequireInput(Mask, 2, TensorElementType.Int64, TensorElementType.Int32);
        if (session.Inputs.Keys.FirstOrDefault(name => name is not (Ids or Mask)) is { } other)
            throw new ModelException($"The text encoder asks for {other}, which this version can't give.");

        // hidden_states.0 is what goes into the first layer, the highest number what comes out of the last.
        var layers = session.Outputs.Keys.Count(name => name.StartsWith(Layer, StringComparison.Ordinal));
        var states = lastButOne ? $"{Layer}{layers - 2}" : Last;
        session.RequireOutput(states, 3, FloatTensor.Types);
        if (session.Outputs.ContainsKey(Whole)) session.RequireOutput(Whole, 2, FloatTensor.Types);
        _outputs = session.Outputs.ContainsKey(Whole) ? [states, Whole] : [states];
    }

    /// <param name="tokenizer">Folder of its tokenizer.</param>
    /// <param name="graph">Its file.</param>
    /// <param name="lastButOne">Whether the denoiser was trained on the states before the last layer.</param>
    /// <param name="most">Longest prompt in tokens, the frame included.</param>
    /// <exception cref="ModelException">A file is missing, damaged, or has the wrong tensors.</exception>
    public static TextEncoder Open(string tokenizer, string graph, OnnxOptions options, bool lastButOne, int most)
    {
        var words = PromptTokenizer.Open(tokenizer, most);
        var session = OnnxSession.Open(graph, options);
        try
        {
            return new TextEncoder(words, session, lastButOne);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>How a prompt is cut into tokens, without encoding it.</summary>
    public TokenisedPrompt Read(string prompt) => _tokenizer.Encode(prompt);

    public EncodedText Encode(string prompt, CancellationToken cancellationToken)
    {
        if (_known.Find(prompt) is { } known) return known;
        var read = Read(prompt);
        using var ids = Whole64(Ids, read.Ids);
        using var mask = _session.Inputs.ContainsKey(Mask) ? Whole64(Mask, [.. Enumerable.Repeat(1L, read.Ids.Length)]) : null;
        using var made = mask is null
            ? _session.Run([Ids], [ids], _outputs, cancellationToken)
            : _session.Run([Ids, Mask], [ids, mask], _outputs, cancellationToken);
        var shape = made[0].GetTensorTypeAndShape().Shape;
        if (shape[0] != 1) throw new ModelException($"The text encoder gave {shape[0]} results for one prompt.");
        var text = new EncodedText(FloatTensor.Copy(made[0]), (int)shape[1], (int)shape[2], made.Count > 1 ? FloatTensor.Copy(made[1]) : null, read);
        if (read.Weights is { } weights && weights.Length == text.Length) PromptWeights.Apply(text.States, weights);
        _known.Add(prompt, text);
        return text;
    }

    public void Dispose() => _session.Dispose();

    private OrtValue Whole64(string input, long[] values) => _session.Inputs[input].Type == TensorElementType.Int64
        ? OrtValue.CreateTensorValueFromMemory(values, [1, values.Length])
        : OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(values, value => (int)value), [1, values.Length]);
}
