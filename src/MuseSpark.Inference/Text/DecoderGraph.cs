using Microsoft.ML.OnnxRuntime.Tensors;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Onnx;

namespace MuseSpark.Inference.Text;

/// <summary>A decoder-only graph, and which of the known inputs it declares. Safe for concurrent decodings.</summary>
internal sealed class DecoderGraph
{
    private static readonly string[] Known = ["input_ids", "attention_mask", "position_ids", "num_logits_to_keep"];

    /// <exception cref="ModelException">The graph's tensors are not those of a decoder with a cache.</exception>
    public DecoderGraph(OnnxSession session)
    {
        Session = session;
        session.RequireInput("input_ids", 2, TensorElementType.Int64);
        Cache = KvLayout.Of(session);
        var logits = session.RequireOutput("logits", 3, TensorElementType.Float, TensorElementType.Float16);
        LogitsType = logits.Type;
        VocabularySize = logits.Shape[2] > 0
            ? logits.Shape[2]
            : throw new ModelException("The output logits must have a fixed vocabulary size.");
        var unknown = session.Inputs.Keys.FirstOrDefault(n => !Known.Contains(n) && !n.StartsWith("past_key_values.", StringComparison.Ordinal));
        if (unknown is not null) throw new ModelException($"The text model asks for an input {unknown}, which this version doesn't know.");
        foreach (var name in session.Inputs.Keys.Intersect(Known)) session.RequireInput(name, null, TensorElementType.Int64);
        InputIds = new NativeName("input_ids");
        AttentionMask = Declared("attention_mask");
        PositionIds = Declared("position_ids");
        LogitsToKeep = Declared("num_logits_to_keep");
        Logits = new NativeName("logits");

        NativeName? Declared(string name) => session.Inputs.ContainsKey(name) ? new NativeName(name) : null;
    }

    public OnnxSession Session { get; }
    public KvLayout Cache { get; }
    public int VocabularySize { get; }
    public TensorElementType LogitsType { get; }
    public NativeName InputIds { get; }
    public NativeName? AttentionMask { get; }
    public NativeName? PositionIds { get; }
    public NativeName? LogitsToKeep { get; }
    public NativeName Logits { get; }
}
