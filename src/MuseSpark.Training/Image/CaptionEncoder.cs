using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MuseSpark.Training.Image;

/// <summary>Sizes of the picture model; what the exported graphs and the tokenizer must agree on.</summary>
public static class PictureShape
{
    public const int Vocabulary = 1024, CaptionLength = 32, TextWidth = 128, TextLayers = 3, HeadWidth = 32;
    public const int FineWidth = 96, CoarseWidth = 224, TimeWidth = 256, Frequencies = 64, NormGroups = 16;
}

/// <summary>Pre-norm transformer layer over all positions, padding included: its embedding is learned like any other.</summary>
internal sealed class CaptionLayer : Module<Tensor, Tensor>
{
    private readonly LayerNorm norm1, norm2;
    private readonly Linear queriesKeysValues, mixed, wide, narrow;

    public CaptionLayer() : base(nameof(CaptionLayer))
    {
        const int width = PictureShape.TextWidth;
        norm1 = LayerNorm(width);
        norm2 = LayerNorm(width);
        queriesKeysValues = Linear(width, 3 * width);
        mixed = Linear(width, width);
        wide = Linear(width, 4 * width);
        narrow = Linear(4 * width, width);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        var parts = queriesKeysValues.forward(norm1.forward(x)).chunk(3, 2);
        x = x + mixed.forward(Attention.Of(parts[0], parts[1], parts[2]));
        return x + narrow.forward(functional.silu(wide.forward(norm2.forward(x))));
    }
}

/// <summary>Token ids (n, 32) to caption states (n, 32, 128).</summary>
public sealed class CaptionEncoder : Module<Tensor, Tensor>
{
    private readonly Embedding tokens;
    private readonly Parameter positions;
    private readonly Sequential layers;
    private readonly LayerNorm norm;

    public CaptionEncoder() : base(nameof(CaptionEncoder))
    {
        tokens = Embedding(PictureShape.Vocabulary, PictureShape.TextWidth);
        positions = new Parameter(randn(PictureShape.CaptionLength, PictureShape.TextWidth) * 0.02);
        layers = Sequential(Enumerable.Range(0, PictureShape.TextLayers).Select(Module<Tensor, Tensor> (_) => new CaptionLayer()).ToArray());
        norm = LayerNorm(PictureShape.TextWidth);
        using (no_grad()) tokens.weight!.mul_(0.1f);
        RegisterComponents();
    }

    public override Tensor forward(Tensor ids) => norm.forward(layers.forward(tokens.forward(ids) + positions));
}

internal static class Attention
{
    /// <summary>softmax(q k' / sqrt(32)) v in heads of 32; q (n, a, c), k and v (n, b, c), result (n, a, c).</summary>
    public static Tensor Of(Tensor queries, Tensor keys, Tensor values)
    {
        long n = queries.shape[0], width = queries.shape[2], heads = width / PictureShape.HeadWidth;
        Tensor Heads(Tensor t) => t.reshape(n, t.shape[1], heads, PictureShape.HeadWidth).transpose(1, 2);
        var scores = (Heads(queries) * (1 / Math.Sqrt(PictureShape.HeadWidth))).matmul(Heads(keys).transpose(2, 3));
        var weights = functional.softmax(scores.to(ScalarType.Float32), -1).to(queries.dtype);
        return weights.matmul(Heads(values)).transpose(1, 2).reshape(n, queries.shape[1], width);
    }
}
