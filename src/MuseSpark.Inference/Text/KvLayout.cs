using Microsoft.ML.OnnxRuntime.Tensors;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Onnx;

namespace MuseSpark.Inference.Text;

/// <summary>A graph's cache inputs with the outputs that follow them: past_key_values.N.key and present.N.key, and so on.</summary>
/// <param name="Heads">Key-value heads.</param>
/// <param name="HeadSize">Numbers a head and token.</param>
internal sealed record KvLayout(
    IReadOnlyList<NativeName> Pasts, IReadOnlyList<NativeName> Presents, TensorElementType Type, int Heads, int HeadSize)
{
    private const string PastPrefix = "past_key_values.", PresentPrefix = "present.";

    /// <summary>What a head keeps of a token.</summary>
    public int TokenBytes => HeadSize * (Type == TensorElementType.Float ? sizeof(float) : sizeof(short));

    /// <summary>What a row of so many tokens takes.</summary>
    public long BytesOf(int tokens) => (long)Pasts.Count * Heads * tokens * TokenBytes;

    /// <exception cref="ModelException">The graph has no cache, or one whose parts don't fit together.</exception>
    public static KvLayout Of(OnnxSession session)
    {
        var pasts = session.Inputs.Values.Where(i => i.Name.StartsWith(PastPrefix, StringComparison.Ordinal)).ToList();
        if (pasts.Count == 0)
            throw new ModelException("The text model has no past_key_values inputs. Export it with its cache (text-generation-with-past).");
        var presents = pasts.ConvertAll(p => PresentPrefix + p.Name[PastPrefix.Length..]);
        var first = pasts[0];
        if (first.Shape is not [_, > 0, _, > 0])
            throw new ModelException($"The input {first.Name} must have the shape [batch, heads, past, head size] with fixed heads and head size.");
        foreach (var (past, present) in pasts.Zip(presents))
        {
            session.RequireInput(past.Name, 4, TensorElementType.Float, TensorElementType.Float16);
            session.RequireOutput(present, 4, past.Type);
            if (past.Type != first.Type || past.Shape[1] != first.Shape[1] || past.Shape[3] != first.Shape[3])
                throw new ModelException($"The input {past.Name} has another shape than {first.Name}.");
        }
        return new KvLayout(
            pasts.ConvertAll(p => new NativeName(p.Name)), presents.ConvertAll(p => new NativeName(p)), first.Type, first.Shape[1], first.Shape[3]);
    }
}
