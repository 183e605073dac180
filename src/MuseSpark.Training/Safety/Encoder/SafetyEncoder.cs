using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MuseSpark.Training.Safety.Encoder;

/// <summary>A layer of BERT: x = norm(x + mixed(attention)); x = norm(x + narrow(gelu(wide(x)))).</summary>
internal sealed class EncoderLayer : Module<Tensor, Tensor, Tensor>
{
    internal readonly Linear query, key, value, mixed, wide, narrow;
    internal readonly LayerNorm norm1, norm2;
    private readonly double _dropped;

    public EncoderLayer(double dropped) : base(nameof(EncoderLayer))
    {
        _dropped = dropped;
        (query, key, value, mixed) = (Linear(MiniLm.Width, MiniLm.Width), Linear(MiniLm.Width, MiniLm.Width), Linear(MiniLm.Width, MiniLm.Width), Linear(MiniLm.Width, MiniLm.Width));
        (wide, narrow) = (Linear(MiniLm.Width, MiniLm.Wide), Linear(MiniLm.Wide, MiniLm.Width));
        (norm1, norm2) = (LayerNorm(MiniLm.Width, SafetyEncoder.Epsilon), LayerNorm(MiniLm.Width, SafetyEncoder.Epsilon));
        RegisterComponents();
    }

    /// <param name="x">(b, l, width).</param>
    /// <param name="hidden">(b, 1, 1, l): 0, and a large negative number where there is nothing.</param>
    public override Tensor forward(Tensor x, Tensor hidden)
    {
        long b = x.shape[0], l = x.shape[1];
        var scores = Heads(query.forward(x)).matmul(Heads(key.forward(x)).transpose(2, 3)) / Math.Sqrt(MiniLm.Width / MiniLm.Heads) + hidden;
        var seen = functional.softmax(scores.to(ScalarType.Float32), -1).to(x.dtype).matmul(Heads(value.forward(x))).transpose(1, 2).reshape(b, l, MiniLm.Width);
        x = norm1.forward(x + Drop(mixed.forward(seen)));
        return norm2.forward(x + Drop(narrow.forward(functional.gelu(wide.forward(x)))));

        Tensor Heads(Tensor t) => t.reshape(b, l, MiniLm.Heads, MiniLm.Width / MiniLm.Heads).transpose(1, 2);
        Tensor Drop(Tensor t) => functional.dropout(t, _dropped, training);
    }
}

/// <summary>
/// The first layers of MiniLM, and of their mean and their strongest answers a row of log-odds: the judged categories, and whether there
/// is anything at all.
/// </summary>
internal sealed class SafetyEncoder : Module<Tensor, Tensor>
{
    public const double Epsilon = 1e-12;
    public const int Positions = 128;

    // The head begins from nothing and has further to go: its weights count this much more than they are.
    private const double HeadScale = 8;
    private const double Nothing = -1e4;

    internal readonly Embedding words;
    internal readonly Parameter positions;
    internal readonly LayerNorm norm;
    internal readonly ModuleList<EncoderLayer> layers;
    internal readonly Linear head;
    private readonly double _dropped;

    public SafetyEncoder(int pieces, int layerCount, double dropped = 0.1) : base(nameof(SafetyEncoder))
    {
        _dropped = dropped;
        words = Embedding(pieces, MiniLm.Width);
        positions = new Parameter(zeros(Positions, MiniLm.Width));
        norm = LayerNorm(MiniLm.Width, Epsilon);
        layers = new ModuleList<EncoderLayer>([.. Enumerable.Range(0, layerCount).Select(_ => new EncoderLayer(dropped))]);
        head = Linear(2 * MiniLm.Width, SafetyExample.Outputs);
        using (no_grad()) head.weight.mul_(1 / HeadScale);
        RegisterComponents();
    }

    /// <summary>(out, in) and (out) of the head, as they count.</summary>
    public (Tensor Weight, Tensor Bias) Head => (head.weight * HeadScale, head.bias! * HeadScale);

    /// <summary>Pieces (b, l), zero where there is nothing, to log-odds (b, outputs).</summary>
    public override Tensor forward(Tensor pieces)
    {
        var there = pieces.ne(0);
        var states = functional.dropout(States(pieces, there), _dropped, training);
        var mask = there.unsqueeze(-1);
        var shown = mask.to(states.dtype);
        var mean = (states * shown).sum(1) / shown.sum(1);
        var strongest = states.masked_fill(mask.logical_not(), Nothing).amax([1]);
        return head.forward(cat([mean, strongest], 1)) * HeadScale;
    }

    /// <summary>(b, l, width).</summary>
    public Tensor States(Tensor pieces, Tensor there)
    {
        var x = norm.forward(words.forward(pieces) + positions[TensorIndex.Slice(0, pieces.shape[1])]);
        var hidden = there.logical_not().to(x.dtype).unsqueeze(1).unsqueeze(1) * Nothing;
        foreach (var layer in layers) x = layer.forward(x, hidden);
        return x;
    }

    /// <summary>Takes MiniLM's weights.</summary>
    /// <param name="kept">Numbers of MiniLM's pieces in the order of this model's.</param>
    public void Fill(MiniLm source, IReadOnlyList<int> kept)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        var all = tensor(source.Weights["embeddings.word_embeddings.weight"], [source.Pieces.Count, MiniLm.Width]);
        words.weight!.copy_(all.index_select(0, tensor(kept.Select(k => (long)k).ToArray())));
        // Each piece is of the first of two sentences, which adds the same to all.
        var first = tensor(source.Weights["embeddings.token_type_embeddings.weight"][..MiniLm.Width]);
        positions.copy_(tensor(source.Weights["embeddings.position_embeddings.weight"][..(Positions * MiniLm.Width)], [Positions, MiniLm.Width]) + first);
        Norm(norm, "embeddings");
        for (var i = 0; i < layers.Count; i++)
        {
            var (layer, name) = (layers[i], $"encoder.layer.{i}");
            Matrix(layer.query, $"layer.{i}.query", $"{name}.attention.self.query");
            Matrix(layer.key, $"layer.{i}.key", $"{name}.attention.self.key");
            Matrix(layer.value, $"layer.{i}.value", $"{name}.attention.self.value");
            Matrix(layer.mixed, $"layer.{i}.mixed", $"{name}.attention.output.dense");
            Matrix(layer.wide, $"layer.{i}.wide", $"{name}.intermediate.dense");
            Matrix(layer.narrow, $"layer.{i}.narrow", $"{name}.output.dense");
            Norm(layer.norm1, $"{name}.attention.output");
            Norm(layer.norm2, $"{name}.output");
        }

        void Matrix(Linear linear, string weight, string bias)
        {
            var shape = linear.weight.shape;
            linear.weight.copy_(tensor(source.Weights[weight], [shape[1], shape[0]]).t());
            linear.bias!.copy_(tensor(source.Weights[bias + ".bias"]));
        }

        void Norm(LayerNorm target, string name)
        {
            target.weight!.copy_(tensor(source.Weights[name + ".LayerNorm.weight"]));
            target.bias!.copy_(tensor(source.Weights[name + ".LayerNorm.bias"]));
        }
    }
}
