using System.Text.Json;
using MuseSpark.Training.Export;
using MuseSpark.Training.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace MuseSpark.Training.Text;

/// <summary>
/// Makes a checkpoint from a shipped model folder, so that training goes on where no checkpoint is left; with a second folder from the weighted mean of both,
/// which keeps of each what it does well where one was trained on from the other (Wortsman et al. 2022, arXiv 2203.05482).
/// </summary>
public static class TextImport
{
    private sealed record Configuration(int VocabSize, int HiddenSize, int NumHiddenLayers, int NumAttentionHeads, int IntermediateSize, int MaxPositionEmbeddings);

    public static void Run(CommandOptions options, CancellationToken cancel)
    {
        var folder = options.Text("model");
        var checkpoint = options.Text("checkpoint");
        var millions = options.Real("tokens", 0);
        var other = options.Text("with", "");
        var share = (float)options.Real("share", 0.5);
        options.RejectUnknown();
        TorchLibrary.Load();

        var (parameters, shape) = ReadFolder(folder);
        if (other.Length > 0) parameters.Master.lerp_(ReadFolder(other).Parameters.Master, share);
        cancel.ThrowIfCancellationRequested();
        var none = zeros(parameters.Length);
        CheckpointFile.Save(checkpoint, new TextRunState(shape, 0, 0, (long)(millions * 1e6), 0), new Dictionary<string, Tensor>
        {
            ["master"] = parameters.Master,
            ["first"] = none,
            ["second"] = none,
            ["average"] = parameters.Master,
        });
        Console.WriteLine($"{checkpoint}: {parameters.Count / 1e6:F2}M parameters");
    }

    /// <summary>The float32 weights of a model folder, as torch keeps them.</summary>
    public static (ParameterSet Parameters, TextModelShape Shape) ReadFolder(string folder)
    {
        var naming = new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };
        var c = JsonSerializer.Deserialize<Configuration>(File.ReadAllText(Path.Combine(folder, "config.json")), naming)!;
        var shape = new TextModelShape(c.VocabSize, c.HiddenSize, c.NumHiddenLayers, c.NumAttentionHeads, c.IntermediateSize, c.MaxPositionEmbeddings);
        var weights = GraphWeights.Read(Path.Combine(folder, "onnx", "model.onnx"));
        var parameters = new ParameterSet(shape.Parameters());
        foreach (var p in parameters.Parameters)
        {
            using var scope = NewDisposeScope();
            // The graph keeps every matrix but the token table turned, for ONNX's MatMul.
            var turned = p.Shape.Length == 2 && p.Name != "embedding";
            var values = tensor(weights[p.Name], turned ? [p.Shape[1], p.Shape[0]] : p.Shape);
            ParameterSet.View(parameters.Master, p).copy_(turned ? values.t() : values);
        }
        return (parameters, shape);
    }
}
