using System.Text;
using System.Text.Json;
using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Conversion;

/// <summary>A graph model of TensorFlow.js, as far as it is read: model.json in that project's format.</summary>
internal sealed record TfjsModel(string Format, TfjsTopology ModelTopology, TfjsWeightGroup[] WeightsManifest)
{
    private const int MaxNodes = 2_000, MaxInputs = 16;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true };

    /// <param name="script">A module that exports model.json.</param>
    /// <exception cref="ModelException">It is damaged, of another format or too large.</exception>
    public static TfjsModel Read(ReadOnlySpan<byte> script)
    {
        try
        {
            var model = JsonSerializer.Deserialize<TfjsModel>(ScriptData.ToJson(script), Json)!;
            if (model.Format != "graph-model") throw new ModelException($"The package's model is a {model.Format}; only graph models can be converted.");
            if (model.ModelTopology.Node.Length is 0 or > MaxNodes) throw new ModelException($"The package's model has {model.ModelTopology.Node.Length} nodes; 1 to {MaxNodes} can be converted.");
            if (model.ModelTopology.Node.Any(node => node?.Input?.Length > MaxInputs || node is null) || model.WeightsManifest.Any(group => group is null || group.Paths.Contains(null) || group.Weights.Contains(null)))
                throw new ModelException("The package's model has a node or a list of weights that makes no sense.");
            return model;
        }
        catch (JsonException e)
        {
            throw new ModelException($"The package's model can't be read: {e.Message}", e);
        }
    }
}

internal sealed record TfjsTopology(TfjsNode[] Node);

/// <param name="Op">The operator's name in TensorFlow.</param>
/// <param name="Input">Names of the nodes whose output it reads.</param>
internal sealed record TfjsNode(string Name, string Op, string[]? Input = null, Dictionary<string, TfjsAttribute>? Attr = null)
{
    /// <summary>Without those that only say what has to come first ("^name"): where nothing has side effects, it need not.</summary>
    public string[] Inputs { get; } = [.. (Input ?? []).Where(name => name is null || !name.StartsWith('^'))];

    public string Text(string attribute) => Decode(Find(attribute)?.S);

    public string[] Texts(string attribute) => [.. (Find(attribute)?.List?.S ?? []).Select(Decode)];

    public long[] Longs(string attribute) => [.. (Find(attribute)?.List?.I ?? []).Select(text =>
        long.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : throw Wrong(attribute))];

    public bool Flag(string attribute) => Find(attribute)?.B ?? false;

    /// <exception cref="ModelException">The node is of a form that is not converted.</exception>
    public void Require(bool holds, string what)
    {
        if (!holds) throw Wrong(what);
    }

    private ModelException Wrong(string what) => new($"The package's model can't be converted: {what} of its {Op} {Name} is not of the form that is known.");

    private TfjsAttribute? Find(string attribute) => Attr?.GetValueOrDefault(attribute);

    private string Decode(string? base64)
    {
        try
        {
            return Encoding.ASCII.GetString(Convert.FromBase64String(base64 ?? ""));
        }
        catch (FormatException)
        {
            throw Wrong("a text");
        }
    }
}

/// <summary>The value of one attribute: a text (in base64), a truth, or a list.</summary>
internal sealed record TfjsAttribute(string? S = null, bool? B = null, TfjsList? List = null);

/// <param name="I">Whole numbers, as texts.</param>
internal sealed record TfjsList(string[]? I = null, string[]? S = null);

/// <param name="Paths">Files that hold the weights one after the other.</param>
internal sealed record TfjsWeightGroup(string[] Paths, TfjsWeight[] Weights);

internal sealed record TfjsWeight(string Name, long[] Shape, string Dtype, TfjsQuantization? Quantization = null);

/// <summary>weight = byte * scale + min.</summary>
internal sealed record TfjsQuantization(double Min, double Scale, string Dtype);
