using Microsoft.ML.OnnxRuntime;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Onnx;
using MuseSpark.Inference.Tokenizers;

namespace MuseSpark.Benchmarks.Marks;

/// <summary>How likely a text model finds a text, in one run over all of it.</summary>
internal sealed class Likelihood(string folder, ModelManifest manifest) : IDisposable
{
    private const int Heads = 8, HeadSize = 32;

    private readonly OnnxSession _session = OnnxSession.Open(Path.Combine(folder, manifest.Files.Keys.First(f => f.EndsWith("model.onnx", StringComparison.Ordinal))));
    private readonly string[] _form = manifest.Prompts["story"].Split("{prompt}");

    public Tokenizer Tokenizer { get; } = Tokenizer.Open(Path.Combine(folder, "tokenizer.json"));

    /// <summary>exp of the mean of -ln p over the text's tokens, at temperature 1 and with nothing left out.</summary>
    public double Perplexity(string prompt, IReadOnlyList<int> text)
    {
        long[] before = [.. Tokenizer.EncodeTemplate(_form[0]), .. Tokenizer.Encode(prompt), .. Tokenizer.EncodeTemplate(_form[1])];
        long[] ids = [.. before, .. text];
        var names = _session.Inputs.Keys.ToList();
        var values = names.ConvertAll(name => name switch
        {
            "input_ids" => OrtValue.CreateTensorValueFromMemory(ids, [1, ids.Length]),
            "attention_mask" => OrtValue.CreateTensorValueFromMemory([.. ids.Select(_ => 1L)], [1, ids.Length]),
            "position_ids" => OrtValue.CreateTensorValueFromMemory([.. ids.Select((_, i) => (long)i)], [1, ids.Length]),
            _ => OrtValue.CreateTensorValueFromMemory(Array.Empty<float>(), [1, Heads, 0, HeadSize]),
        });
        using var outputs = _session.Run(names, values, ["logits"], default);
        var logits = outputs[0].GetTensorDataAsSpan<float>(); // (1, tokens, vocabulary)
        var vocabulary = logits.Length / ids.Length;
        double sum = 0;
        for (var i = before.Length; i < ids.Length; i++)
        {
            var row = logits.Slice((i - 1) * vocabulary, vocabulary);
            double whole = 0;
            foreach (var x in row) whole += Math.Exp(x);
            sum += Math.Log(whole) - row[(int)ids[i]];
        }
        values.ForEach(v => v.Dispose());
        return Math.Exp(sum / text.Count);
    }

    public void Dispose() => _session.Dispose();
}
