using Microsoft.ML.OnnxRuntime;
using MuseSpark.Inference.Onnx;

namespace MuseSpark.Inference.Text;

/// <summary>
/// The one owner of a generation's key-value tensors, each [rows, heads, tokens so far, head size]. The tensors that one run
/// puts out are bound as the next one's inputs where they lie; nothing is copied and nothing passes through managed memory.
/// </summary>
internal sealed unsafe class KvCache
{
    private readonly OrtIoBinding _binding;
    private readonly KvLayout _layout;

    /// <summary>Binds the cache of an empty text.</summary>
    public KvCache(OrtIoBinding binding, KvLayout layout, int rows)
    {
        _binding = binding;
        _layout = layout;
        // A tensor of no elements still needs an address that is not null.
        byte nothing;
        var empty = NativeApi.CreateTensor(&nothing, 0, [rows, layout.Heads, 0, layout.HeadSize], layout.Type);
        foreach (var past in layout.Pasts) NativeApi.BindInput(binding, past, empty);
        NativeApi.Release(empty);
        foreach (var present in layout.Presents) NativeApi.BindFreshOutput(binding, present);
    }

    /// <summary>Takes over what a run put out. The tensors' own handles are released: from here the binding alone keeps them.</summary>
    /// <param name="presents">The run's outputs, in the order of <see cref="KvLayout.Presents"/>.</param>
    public void Advance(ReadOnlySpan<nint> presents)
    {
        for (var i = 0; i < presents.Length; i++)
        {
            NativeApi.BindInput(_binding, _layout.Pasts[i], presents[i]);
            NativeApi.Release(presents[i]);
            NativeApi.BindFreshOutput(_binding, _layout.Presents[i]);
        }
    }
}
