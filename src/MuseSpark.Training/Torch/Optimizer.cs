using System.Runtime.Intrinsics;
using TorchSharp;
using static TorchSharp.torch;

namespace MuseSpark.Training.Torch;

/// <summary>
/// Float32 master weights, bfloat16 gradients, a norm clip and a running average of the weights. Hidden matrices
/// (<see cref="Parameter.MuonBlocks"/>) move by <see cref="Muon"/>, everything else by AdamW (Loshchilov and Hutter, arXiv:1711.05101).
/// </summary>
public sealed unsafe class Optimizer
{
    private const float Epsilon = 1e-8f;
    private readonly ParameterSet _parameters;
    private readonly Tensor _gradient;
    private readonly float _weightDecay;

    public Optimizer(ParameterSet parameters, double weightDecay = 0.1)
    {
        _parameters = parameters;
        First = zeros(parameters.Length).DetachFromDisposeScope();
        Second = zeros(parameters.Length).DetachFromDisposeScope();
        Average = parameters.Master.clone().DetachFromDisposeScope();
        _gradient = zeros(parameters.Length).DetachFromDisposeScope();
        _weightDecay = (float)weightDecay;
    }

    public float Beta1 { get; init; } = 0.9f;
    public float Beta2 { get; init; } = 0.95f;
    public float ClipNorm { get; init; } = 1f;
    public float AverageDecay { get; init; } = 0.999f;

    public long Steps { get; set; }
    /// <summary>AdamW's first moment, or Muon's momentum; float32 [Length].</summary>
    public Tensor First { get; }

    /// <summary>AdamW's second moment; float32 [Length].</summary>
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
        using (Scalar clip = Math.Min(1, ClipNorm / (norm + 1e-6))) _gradient.mul_(clip);
        // As many threads as there are workers: Muon's products would leave all but one of them idle for a fifth of the time.
        Parallel.ForEach(_parameters.Parameters, new() { MaxDegreeOfParallelism = gradients.Count }, p =>
        {
            set_num_threads(1);
            if (p.MuonBlocks > 0) StepMuon(p, (float)learningRate);
            else StepAdamW(p, (float)learningRate);
        });
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

    private void StepMuon(Parameter p, float learningRate)
    {
        using var scope = NewDisposeScope();
        var direction = Muon.Direction(ParameterSet.View(_gradient, p), ParameterSet.View(First, p), p.MuonBlocks);
        var flat = Pointers();
        var d = Bf16.FloatPointer(direction) - p.Offset;   // indexed like the flat tensors
        for (var i = p.Offset; i < p.Offset + p.Length; i += Bf16.Lanes) Move(flat, p, i, Vector512.Load(d + i) * learningRate, learningRate);
    }

    private void StepAdamW(Parameter p, float learningRate)
    {
        float* m = Bf16.FloatPointer(First), v = Bf16.FloatPointer(Second), g = Bf16.FloatPointer(_gradient);
        var flat = Pointers();
        var firstRate = Vector512.Create(learningRate / (1 - MathF.Pow(Beta1, Steps)));
        var secondScale = Vector512.Create(1 / MathF.Sqrt(1 - MathF.Pow(Beta2, Steps)));
        for (var i = p.Offset; i < p.Offset + p.Length; i += Bf16.Lanes)
        {
            var gradient = Vector512.Load(g + i);
            var first = Vector512.Load(m + i) * Beta1 + gradient * (1 - Beta1);
            var second = Vector512.Load(v + i) * Beta2 + gradient * gradient * (1 - Beta2);
            first.Store(m + i);
            second.Store(v + i);
            Move(flat, p, i, firstRate * first / (Vector512.Sqrt(second) * secondScale + Vector512.Create(Epsilon)), learningRate);
        }
    }

    /// <summary>w -= step + rate * decay * w; then the bfloat16 copy and the average follow.</summary>
    private void Move(in Flat flat, Parameter p, long i, Vector512<float> step, float learningRate)
    {
        float* w = flat.Master + i, average = flat.Average + i;
        var weight = Vector512.Load(w);
        if (p.Decay) weight -= weight * (learningRate * _weightDecay);
        weight -= step;
        weight.Store(w);
        Bf16.Store(weight, flat.Half + i);
        // Early on the average follows closely, so that it never remembers the random start.
        var keep = Math.Min(AverageDecay, (1f + Steps) / (10f + Steps));
        (weight + (Vector512.Load(average) - weight) * keep).Store(average);
    }

    private readonly struct Flat(float* master, float* average, ushort* half)
    {
        public readonly float* Master = master, Average = average;
        public readonly ushort* Half = half;
    }

    private Flat Pointers() => new(Bf16.FloatPointer(_parameters.Master), Bf16.FloatPointer(Average), Bf16.Pointer(_parameters.Half));
}
