using TorchSharp;
using static TorchSharp.torch;

namespace MuseSpark.Training.Image;

/// <summary>
/// Trains a bfloat16 module through float32 master weights, with gradient clipping and a moving average of the weights: hidden
/// matrices and kernels by Muon if asked, everything else by AdamW (Loshchilov and Hutter, arXiv:1711.05101).
/// </summary>
public sealed class MixedPrecision
{
    private const double Beta1 = 0.9, Beta2 = 0.99, Epsilon = 1e-8;
    private readonly (string Name, Tensor Weight, Slot Slot)[] _parameters;
    private readonly double _decay, _averageDecay;
    private readonly Func<string, bool> _muon;

    /// <param name="muon">whether Muon moves the parameter of that name; its shape has two dimensions or more</param>
    public MixedPrecision(nn.Module module, double weightDecay, double averageDecay, Func<string, bool>? muon = null)
    {
        (_decay, _averageDecay, _muon) = (weightDecay, averageDecay, muon ?? (_ => false));
        _parameters = [.. module.named_parameters().Select(p => (p.name, (Tensor)p.parameter, new Slot(p.parameter)))];
    }

    public long Steps { get; private set; }

    public long Count => _parameters.Sum(p => p.Weight.numel());

    /// <summary>Applies the gradients of the last backward pass and clears them; returns their norm before clipping.</summary>
    public double Step(double learningRate, double clip = 1.0, int threads = 1)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var gradients = _parameters.Select(p => p.Weight.grad?.to(ScalarType.Float32)).ToArray();
        var squares = gradients.Where(g => g is not null).Select(g => g!.square().sum()).ToArray();
        var norm = Math.Sqrt(stack(squares).sum().item<float>());
        if (!double.IsFinite(norm)) throw new InvalidOperationException($"The gradient is not finite at step {Steps}; go back to the last checkpoint.");
        var scale = Math.Min(1, clip / (norm + 1e-6));

        Steps++;
        double correct1 = 1 - Math.Pow(Beta1, Steps), correct2 = 1 - Math.Pow(Beta2, Steps);
        // The average starts short, so that it does not remember the random start.
        var averageDecay = Math.Min(_averageDecay, (1.0 + Steps) / (10.0 + Steps));
        // Muon's products take a third of a step on one thread, so that the other workers would wait.
        Parallel.For(0, _parameters.Length, new() { MaxDegreeOfParallelism = threads }, i =>
        {
            set_num_threads(1);
            if (gradients[i] is { } gradient) Move(_parameters[i], gradient.mul_(scale), learningRate, correct1, correct2, averageDecay);
        });
        return norm;
    }

    private void Move((string Name, Tensor Weight, Slot Slot) parameter, Tensor gradient, double learningRate, double correct1, double correct2, double averageDecay)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var (name, weight, slot) = parameter;
        if (weight.dim() > 1) slot.Master.mul_(1 - learningRate * _decay);
        if (weight.dim() > 1 && _muon(name))
        {
            // A kernel (out, in, 3, 3) is a matrix of out rows.
            var rows = weight.shape[0];
            var momentum = slot.Mean.reshape(rows, -1);
            slot.Master.add_(Torch.Muon.Direction(gradient.reshape(rows, -1), momentum, 1).reshape(weight.shape), alpha: -learningRate);
            slot.Mean.copy_(momentum.reshape(weight.shape));
        }
        else
        {
            slot.Mean.mul_(Beta1).add_(gradient, alpha: 1 - Beta1);
            slot.Square.mul_(Beta2).addcmul_(gradient, gradient, value: 1 - Beta2);
            slot.Master.addcdiv_(slot.Mean, slot.Square.div(correct2).sqrt_().add_(Epsilon), value: -learningRate / correct1);
        }
        slot.Average.mul_(averageDecay).add_(slot.Master, alpha: 1 - averageDecay);
        weight.copy_(slot.Master);
        weight.grad!.zero_();
    }

    /// <summary>Copies the averaged weights into a module of the same shape.</summary>
    public void CopyAverageTo(nn.Module module)
    {
        using var _ = no_grad();
        foreach (var ((_, target), (_, _, slot)) in module.named_parameters().Zip(_parameters)) target.copy_(slot.Average);
    }

    /// <summary>Writes to a new file first, so that a stop in between leaves the old checkpoint whole.</summary>
    public void Save(string file, double progress)
    {
        using (var writer = new BinaryWriter(File.Create(file + ".new")))
        {
            writer.Write(Steps);
            writer.Write(progress);
            foreach (var (name, _, slot) in _parameters)
            {
                writer.Write(name);
                foreach (var part in slot.Parts) TensorFile.Write(writer, part);
            }
        }
        File.Move(file + ".new", file, overwrite: true);
    }

    /// <summary>Continues from a checkpoint; returns the progress of the run it was taken at, 0..1.</summary>
    public double Load(string file)
    {
        using var _ = no_grad();
        using var reader = new BinaryReader(File.OpenRead(file));
        Steps = reader.ReadInt64();
        var progress = reader.ReadDouble();
        foreach (var (name, weight, slot) in _parameters)
        {
            var stored = reader.ReadString();
            if (stored != name) throw new InvalidDataException($"{file} holds '{stored}' where this model has '{name}': it belongs to another shape of model.");
            foreach (var part in slot.Parts) TensorFile.Read(reader, part);
            weight.copy_(slot.Master);
        }
        return progress;
    }

    private sealed class Slot
    {
        public Slot(Tensor parameter)
        {
            using var _ = no_grad();
            Master = parameter.detach().to(ScalarType.Float32).clone().DetachFromDisposeScope();
            Average = Master.clone().DetachFromDisposeScope();
            Mean = zeros_like(Master).DetachFromDisposeScope();
            Square = zeros_like(Master).DetachFromDisposeScope();
        }

        public Tensor Master { get; }
        public Tensor Average { get; }
        public Tensor Mean { get; }
        public Tensor Square { get; }

        public Tensor[] Parts => [Master, Average, Mean, Square];
    }
}
