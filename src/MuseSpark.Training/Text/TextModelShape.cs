using MuseSpark.Training.Torch;

namespace MuseSpark.Training.Text;

/// <summary>A Llama-form decoder: RMSNorm, rotary positions, SwiGLU, tied embedding, no biases. Head size is 32.</summary>
public sealed record TextModelShape(int Vocabulary = 4096, int Width = 256, int Layers = 6, int Heads = 8, int Inner = 688, int Context = 512)
{
    public const int HeadSize = 32;
    public const double RopeTheta = 10_000;

    /// <summary>Packed matrices: qkv rows are q then k then v; gateUp rows are gate then up.</summary>
    public IReadOnlyList<Parameter> Parameters()
    {
        if (Width != Heads * HeadSize) throw new UsageException($"Width must be heads x {HeadSize}.");
        // GPT-2's rule: what is added to the residual stream starts smaller the more layers add to it.
        var residual = 0.02 / Math.Sqrt(2 * Layers);
        var list = new List<Parameter> { new("embedding", [Vocabulary, Width], 0.02, true) };
        for (var l = 0; l < Layers; l++)
        {
            list.Add(new($"{l}.attentionNorm", [Width], 0, false));
            list.Add(new($"{l}.qkv", [3 * Width, Width], 0.02, true, 3));
            list.Add(new($"{l}.attentionOut", [Width, Width], residual, true, 1));
            list.Add(new($"{l}.feedNorm", [Width], 0, false));
            list.Add(new($"{l}.gateUp", [2 * Inner, Width], 0.02, true, 2));
            list.Add(new($"{l}.down", [Width, Inner], residual, true, 1));
        }
        list.Add(new("norm", [Width], 0, false));
        return list;
    }
}
