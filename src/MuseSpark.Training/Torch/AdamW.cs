using System.Runtime.Intrinsics;
using TorchSharp;
using static TorchSharp.torch;

namespace MuseSpark.Training.Torch;

/// <summary>
/// AdamW (Loshchilov and Hutter, arXiv:1711.05101) with float32 master weights, bfloat16 gradients, a norm clip and a running
/// average of the weights, in one pass over the flat parameters.
/// </summary>
public sealed unsafe class AdamW
{
    private const float Epsilon = 1e-8f;
    private readonly ParameterSet _parameters;
    private readonly Tensor _decays, _gradient;

    public AdamW(ParameterSet parameters, double weightDecay = 0.1)
    {
        _parameters = parameters;
        First = zeros(parameters.Length).DetachFromDisposeScope();
        Second = zeros(parameters.Length).DetachFromDisposeScope();
        Average = parameters.Master.clone().DetachFromDisposeScope();
        _gradient = zeros(parameters.Length).DetachFromDisposeScope();
        _decays = zeros(parameters.Length).DetachFromDisposeScope();
        foreach (var p in parameters.Parameters.Where(p => p.Decay))
        {
            using var view = ParameterSet.View(_decays, p);
            view.fill_(weightDecay);
        }
    }

    public float Beta1 { get; init; } = 0.9f;
    public float Beta2 { get; init; } = 0.95f;
    public float ClipNorm { get; init; } = 1f;
    public float AverageDecay { get; init; } = 0.999f;

    public long Steps { get; set; }
    public Tensor First { get; }
    public Tensor Second { get; }

    /// <summary>Exponential average of the weights, float32 [Length].</summary>
    public Tensor Average { get; }

    /// <summary>Sums the workers' gradients (bfloat16 [Length] each), clips, updates the weights, and clears the gradients.</summary>
    /// <returns>The gradient's norm before clipping.</returns>
    public double Step(IReadOnlyList<Tensor> gradients, double learningRate)
    {
        var norm = Math.Sqrt(SumGradients(gradients));
        if (!double.IsFinite(norm)) throw new InvalidOperationException("The gradient is not finite: lower the learning rate, or resume from an older checkpoint.");
        Steps++;
        Update((float)Math.Min(1, ClipNorm / (norm + 1e-6)), (float)learningRate);
        foreach (var gradient in gradients) gradient.zero_();
        return norm;
    }

    private double SumGradients(IReadOnlyList<Tensor> gradients)
    {
        var sum = Bf16.FloatPointer(_gradient);
        double squares = 0;
        for (var worker = 0; worker < gradients.Count; worker++)
        {
            var from = Bf16.Pointer(gradients[worker]);
            for (long i = 0; i < _parameters.Length; i += Bf16.Lanes)
                (worker == 0 ? Bf16.Load(from + i) : Vector512.Load(sum + i) + Bf16.Load(from + i)).Store(sum + i);
        }
        for (long i = 0; i < _parameters.Length; i += Bf16.Lanes)
        {
            var v = Vector512.Load(sum + i);
            squares += Vector512.Sum(v * v);
        }
        return squares;
    }

    private void Update(float gradientScale, float learningRate)
    {
        float* w = Bf16.FloatPointer(_parameters.Master), m = Bf16.FloatPointer(First), v = Bf16.FloatPointer(Second);
        float* g = Bf16.FloatPointer(_gradient), decay = Bf16.FloatPointer(_decays), average = Bf16.FloatPointer(Average);
        var half = Bf16.Pointer(_parameters.Half);
        var rate = Vector512.Create(learningRate);
        var firstRate = Vector512.Create(learningRate / (1 - MathF.Pow(Beta1, Steps)));
        var secondScale = Vector512.Create(1 / MathF.Sqrt(1 - MathF.Pow(Beta2, Steps)));
        // Early on the average follows closely, so that it never remembers the random start.
        var keep = Vector512.Create(Math.Min(AverageDecay, (1f + Steps) / (10f + Steps)));
        for (long i = 0; i < _parameters.Length; i += Bf16.Lanes)
        {
            var gradient = Vector512.Load(g + i) * gradientScale;
            var first = Vector512.Load(m + i) * Beta1 + gradient * (1 - Beta1);
            var second = Vector512.Load(v + i) * Beta2 + gradient * gradient * (1 - Beta2);
            var weight = Vector512.Load(w + i);
            weight -= weight * rate * Vector512.Load(decay + i);
            weight -= firstRate * first / (Vector512.Sqrt(second) * secondScale + Vector512.Create(Epsilon));
            first.Store(m + i);
            second.Store(v + i);
            weight.Store(w + i);
            Bf16.Store(weight, half + i);
            (weight + (Vector512.Load(average + i) - weight) * keep).Store(average + i);
        }
    }
}
