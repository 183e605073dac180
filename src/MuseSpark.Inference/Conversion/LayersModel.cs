using System.Text.Json;
using System.Text.Json.Serialization;
using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Conversion;

/// <summary>A layers model of TensorFlow.js, which is what Keras calls a functional model: model.json, as far as it is read.</summary>
internal sealed record LayersModel(string Format, LayersTopology ModelTopology, TfjsWeightGroup[] WeightsManifest)
{
    private const int MaxLayers = 2_000;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true };

    public Layer[] Layers => ModelTopology.Model.Graph.Layers;

    /// <summary>Names of the layers that end it.</summary>
    public IReadOnlyList<string> Ends => [.. Layer.Names(ModelTopology.Model.Graph.Outputs) ?? throw new ModelException("The package's model does not say what it ends in.")];

    /// <exception cref="ModelException">It is damaged, of another format or too large.</exception>
    public static LayersModel Read(ReadOnlySpan<byte> json)
    {
        try
        {
            var model = JsonSerializer.Deserialize<LayersModel>(json, Json) ?? throw new JsonException("It holds null.");
            if (model.Format != "layers-model") throw new ModelException($"The package's model is a {model.Format}; here only layers models can be converted.");
            if (model.ModelTopology.Model.ClassName is not ("Functional" or "Model")) throw new ModelException($"The package's model is of the class {model.ModelTopology.Model.ClassName}; only functional ones can be converted.");
            if (model.Layers.Length is 0 or > MaxLayers) throw new ModelException($"The package's model has {model.Layers.Length} layers; 1 to {MaxLayers} can be converted.");
            if (model.Layers.Contains(null) || model.WeightsManifest.Any(group => group is null || group.Paths.Contains(null) || group.Weights.Contains(null)))
                throw new ModelException("The package's model has a layer or a list of weights that makes no sense.");
            return model;
        }
        catch (JsonException e)
        {
            throw new ModelException($"The package's model can't be read: {e.Message}", e);
        }
    }
}

internal sealed record LayersTopology([property: JsonPropertyName("model_config")] LayersConfig Model);

internal sealed record LayersConfig([property: JsonPropertyName("class_name")] string ClassName, [property: JsonPropertyName("config")] LayersGraph Graph);

internal sealed record LayersGraph(Layer[] Layers, [property: JsonPropertyName("output_layers")] JsonElement Outputs);

/// <param name="Kind">The layer's class in Keras.</param>
/// <param name="Calls">Where it is used: for each time [[layer, 0, 0, {}], ...], the layers that it reads.</param>
internal sealed record Layer(
    string Name, [property: JsonPropertyName("class_name")] string Kind, JsonElement Config, [property: JsonPropertyName("inbound_nodes")] JsonElement Calls)
{
    private const int MaxNumbers = 8;

    /// <summary>Names of the layers that it reads.</summary>
    public string[] Inputs
    {
        get
        {
            Require(Calls.ValueKind == JsonValueKind.Array && Calls.GetArrayLength() <= 1, "the use");
            return Calls.GetArrayLength() == 0 ? [] : Names(Calls[0]) ?? throw Wrong("the input");
        }
    }

    public string Text(string setting) => Find(setting) is { ValueKind: JsonValueKind.String } value ? value.GetString()! : throw Wrong(setting);

    public bool Flag(string setting) => Find(setting) is { ValueKind: JsonValueKind.True or JsonValueKind.False } value ? value.GetBoolean() : throw Wrong(setting);

    public long Number(string setting) => Find(setting) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out var number) ? number : throw Wrong(setting);

    /// <summary>A short list of whole numbers; null where the length of an axis is left open.</summary>
    public long?[] Numbers(string setting)
    {
        if (Find(setting) is not { ValueKind: JsonValueKind.Array } list || list.GetArrayLength() > MaxNumbers) throw Wrong(setting);
        return [.. list.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.Null ? (long?)null : item.ValueKind == JsonValueKind.Number && item.TryGetInt64(out var number) ? number : throw Wrong(setting))];
    }

    /// <exception cref="ModelException">The layer is of a form that is not converted.</exception>
    public void Require(bool holds, string what)
    {
        if (!holds) throw Wrong(what);
    }

    /// <summary>The layers of a list [[layer, 0, 0], ...] of their first outputs; null where it is of another form.</summary>
    public static string[]? Names(JsonElement list)
    {
        if (list.ValueKind != JsonValueKind.Array) return null;
        var items = list.EnumerateArray().ToArray();
        return items.All(item => item.ValueKind == JsonValueKind.Array && item.GetArrayLength() >= 3 && item[0].ValueKind == JsonValueKind.String && IsZero(item[1]) && IsZero(item[2]))
            ? [.. items.Select(item => item[0].GetString()!)] : null;
    }

    private static bool IsZero(JsonElement item) => item.ValueKind == JsonValueKind.Number && item.TryGetInt64(out var number) && number == 0;

    private JsonElement? Find(string setting) => Config.ValueKind == JsonValueKind.Object && Config.TryGetProperty(setting, out var value) ? value : null;

    private ModelException Wrong(string what) => new($"The package's model can't be converted: {what} of its {Kind} {Name} is not of the form that is known.");
}
