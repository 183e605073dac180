using TorchSharp;
using static TorchSharp.torch;

namespace MuseSpark.Training.Torch;

/// <summary>
/// All parameters of a model in one flat float32 tensor (the truth) with a flat bfloat16 copy that the products use.
/// One flat block makes the optimizer, averaging, clipping and saving a single pass each.
/// </summary>
public sealed class ParameterSet
{
    private const int Alignment = 32;   // elements; keeps every view on a 64-byte boundary in bfloat16

    public ParameterSet(IReadOnlyList<Parameter> parameters)
    {
        Parameters = parameters;
        var offset = 0L;
        foreach (var p in parameters)
        {
            p.Offset = offset;
            offset += (p.Length + Alignment - 1) / Alignment * Alignment;
        }
        Length = offset;
        Master = zeros(Length).DetachFromDisposeScope();
        Half = zeros(Length, ScalarType.BFloat16).DetachFromDisposeScope();
    }

    public IReadOnlyList<Parameter> Parameters { get; }
    public long Length { get; }

    /// <summary>float32 [Length]</summary>
    public Tensor Master { get; }

    /// <summary>bfloat16 [Length], refreshed from <see cref="Master"/> by the optimizer</summary>
    public Tensor Half { get; }

    public long Count => Parameters.Sum(p => p.Length);

    /// <summary>Normal(0, Deviation) for matrices; norm weights (Deviation 0) start at one.</summary>
    public void Initialize(long seed)
    {
        using var generator = new Generator((ulong)seed);
        foreach (var p in Parameters)
        {
            using var view = View(Master, p);
            using var start = p.Deviation == 0 ? ones(p.Shape) : randn(p.Shape, generator: generator) * p.Deviation;
            view.copy_(start);
        }
        Refresh();
    }

    public void Refresh() => Half.copy_(Master);

    /// <summary>The part of a flat tensor that belongs to <paramref name="parameter"/>, in its shape, without copying.</summary>
    public static Tensor View(Tensor flat, Parameter parameter) =>
        flat.narrow(0, parameter.Offset, parameter.Length).view(parameter.Shape);

    /// <summary>Views of all parameters by name, for the life of the model.</summary>
    public Dictionary<string, Tensor> Views(Tensor flat) =>
        Parameters.ToDictionary(p => p.Name, p => View(flat, p).DetachFromDisposeScope());
}

/// <param name="Deviation">Spread of the initial values; 0 means "a norm weight, starts at one".</param>
/// <param name="Decay">Whether weight decay applies.</param>
/// <param name="MuonBlocks">How many matrices are stacked in this one, for Muon; 0 leaves the parameter to AdamW.</param>
public sealed record Parameter(string Name, long[] Shape, double Deviation, bool Decay, int MuonBlocks = 0)
{
    public long Length { get; } = Shape.Aggregate(1L, (a, b) => a * b);
    public long Offset { get; internal set; }
}
