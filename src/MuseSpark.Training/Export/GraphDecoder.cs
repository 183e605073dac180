using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace MuseSpark.Training.Export;

/// <summary>One text under way in an exported graph: tokens in, logits of each out. For comparing; the app has a faster one.</summary>
internal sealed class GraphDecoder(InferenceSession session)
{
    private List<NamedOnnxValue> _cache =
    [
        .. session.InputMetadata.Where(i => i.Key.StartsWith("past_key_values.", StringComparison.Ordinal))
            .Select(i => NamedOnnxValue.CreateFromTensor(i.Key, new DenseTensor<float>([1, i.Value.Dimensions[1], 0, i.Value.Dimensions[3]]))),
    ];

    private int _position;

    /// <returns>[tokens, vocabulary]</returns>
    public float[] Feed(params IReadOnlyList<int> tokens)
    {
        NamedOnnxValue[] inputs =
        [
            Row("input_ids", tokens.Select(t => (long)t)),
            Row("attention_mask", Enumerable.Repeat(1L, _position + tokens.Count)),
            Row("position_ids", Enumerable.Range(_position, tokens.Count).Select(p => (long)p)),
            .. _cache,
        ];
        using var outputs = session.Run(inputs);
        _position += tokens.Count;
        _cache = [.. outputs.Where(o => o.Name != "logits").Select(o => NamedOnnxValue.CreateFromTensor(
            o.Name.Replace("present", "past_key_values", StringComparison.Ordinal), o.AsTensor<float>().ToDenseTensor()))];
        return outputs.First(o => o.Name == "logits").AsTensor<float>().ToArray();
    }

    private static NamedOnnxValue Row(string name, IEnumerable<long> values)
    {
        var row = values.ToArray();
        return NamedOnnxValue.CreateFromTensor(name, new DenseTensor<long>(row, [1, row.Length]));
    }
}
