using MuseSpark.Training.Torch;
using static TorchSharp.torch;

namespace MuseSpark.Training.Text;

/// <summary>
/// Gives a trained model more layers without changing what it says: an added layer copies the one before it, but what it adds to the
/// residual stream starts at zero (Wu et al., LLaMA Pro, arXiv:2401.02415). Training goes on from there in a deeper model.
/// </summary>
public static class TextGrowth
{
    private static readonly string[] Outputs = ["attentionOut", "down"];

    public static void Run(CommandOptions options, CancellationToken cancel)
    {
        var (from, to, layers) = (options.Text("from"), options.Text("checkpoint"), options.Number("layers", 8));
        options.RejectUnknown();
        TorchLibrary.Load();
        var state = CheckpointFile.ReadState<TextRunState>(from);
        if (layers <= state.Shape.Layers) throw new UsageException($"{from} has {state.Shape.Layers} layers already; ask for more of them.");
        if (File.Exists(to)) throw new UsageException($"{to} is there already; name another file, so that no training is lost.");

        var old = new ParameterSet(state.Shape.Parameters());
        var shape = state.Shape with { Layers = layers };
        string[] names = ["master", "first", "second", "average"];
        var read = names.ToDictionary(name => name, _ => zeros(old.Length));
        CheckpointFile.Load<TextRunState>(from, read);
        cancel.ThrowIfCancellationRequested();
        var grown = new ParameterSet(shape.Parameters());
        CheckpointFile.Save(to, state with { Shape = shape }, names.ToDictionary(name => name, name => Grow(read[name], old, grown, state.Shape.Layers, layers, isMoment: name is "first" or "second")));
        Console.WriteLine($"{to}: {old.Count / 1e6:F2}M parameters became {grown.Count / 1e6:F2}M");
    }

    private static Tensor Grow(Tensor values, ParameterSet old, ParameterSet grown, int oldLayers, int layers, bool isMoment)
    {
        var result = zeros(grown.Length);
        var sources = old.Parameters.ToDictionary(p => p.Name);
        foreach (var p in grown.Parameters)
        {
            var part = p.Name.Split('.');
            var (name, isAdded) = part.Length == 1 ? (p.Name, false) : Source(int.Parse(part[0], System.Globalization.CultureInfo.InvariantCulture), part[1]);
            if (!isAdded || !(isMoment || Outputs.Contains(part[1]))) ParameterSet.View(result, p).copy_(ParameterSet.View(values, sources[name]));
        }
        return result;

        // The added ones are spread evenly: of six that become eight, 0 0' 1 2 3 3' 4 5.
        (string Name, bool IsAdded) Source(int layer, string rest)
        {
            var source = layer * oldLayers / layers;
            return ($"{source}.{rest}", layer > 0 && (layer - 1) * oldLayers / layers == source);
        }
    }
}
