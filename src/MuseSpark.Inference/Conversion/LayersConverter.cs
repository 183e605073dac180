using MuseSpark.Inference.Image;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Onnx.Writing;

namespace MuseSpark.Inference.Conversion;

/// <summary>
/// Writes a layers model of TensorFlow.js that enlarges pictures as ONNX, in the form that <see cref="Upscaler"/> opens. There a picture is
/// (n, h, w, 3) of levels 0..255; here it is (1, 3, h, w) of -1..1, so the graph begins and ends with the change from one to the other. Only the layers
/// of residual dense networks are known; anything else is refused by name.
/// </summary>
internal sealed class LayersConverter
{
    private const long MaxChannels = 1_024;
    private const int MaxTimes = 8;
    private const float HalfRange = 127.5f;

    /// <param name="Channels">Of each pixel.</param>
    /// <param name="Times">How many pixels there are along an edge for each of the input.</param>
    private readonly record struct Value(string Name, long Channels, long Times);

    private readonly GraphBuilder _graph;
    private readonly IReadOnlyDictionary<string, FullTensor> _weights;
    private readonly Dictionary<string, Value> _values = [];

    private LayersConverter(string name, IReadOnlyDictionary<string, FullTensor> weights)
    {
        _graph = new GraphBuilder(name, producer: "MuseSpark");
        _weights = weights;
    }

    /// <param name="times">How many times longer the edges become.</param>
    /// <exception cref="ModelException">The model has a layer or a form that is not known, or makes something else; the message names it.</exception>
    public static void Write(string name, LayersModel model, IReadOnlyDictionary<string, FullTensor> weights, int times, string path)
    {
        var converter = new LayersConverter(name, weights);
        foreach (var layer in model.Layers)
        {
            if (converter._values.ContainsKey(layer.Name)) throw new ModelException($"The package's model has two layers called {layer.Name}.");
            converter._values[layer.Name] = converter.Convert(layer);
        }
        if (model.Ends is not [var end] || !converter._values.TryGetValue(end, out var last)) throw new ModelException("The package's model does not end in one picture.");
        if (last.Channels != 3 || last.Times != times)
            throw new ModelException($"The package's model makes pictures {last.Times} times as large in {last.Channels} channels, where {times} times in 3 were due.");
        converter.Finish(last);
        converter._graph.Save(path);
    }

    private Value Convert(Layer layer)
    {
        if (layer.Kind == "InputLayer") return Picture(layer);
        var inputs = Array.ConvertAll(layer.Inputs, name => _values.TryGetValue(name, out var value) ? value
            : throw new ModelException($"The package's model can't be converted: {layer.Name} reads what is not there, or what comes after it."));
        layer.Require(inputs.Length > 0 && inputs.All(input => input.Times == inputs[0].Times), "the input");
        return layer.Kind switch
        {
            "Conv2D" => Convolution(layer, inputs),
            "Activation" => Activated(layer, Only(layer, inputs), layer.Text("activation")),
            "Concatenate" => Joined(layer, inputs),
            "Add" => Sum(layer, inputs),
            "UpSampling2D" => Repeated(layer, Only(layer, inputs)),
            _ => throw new ModelException($"The package's model has a layer {layer.Kind}, which can't be converted."),
        };
    }

    /// <summary>-1..1 to levels; the zeros that convolutions put around a picture are black there, too.</summary>
    private Value Picture(Layer layer)
    {
        layer.Require(_values.Count == 0, "the second input");
        layer.Require(layer.Numbers("batch_input_shape") is [null or 1, null, null, 3], "the shape");
        var picture = _graph.Input(Upscaler.Input, OnnxType.Float, 1L, 3L, "height", "width");
        return new Value(_graph.Node("Add", [_graph.Node("Mul", [picture, _graph.Float(HalfRange)]), _graph.Float(HalfRange)]), 3, 1);
    }

    private void Finish(Value levels)
    {
        var picture = _graph.Node("Div", [_graph.Node("Sub", [levels.Name, _graph.Float(HalfRange)]), _graph.Float(HalfRange)]);
        _graph.Output(Upscaler.Output, _graph.Node("Clip", [picture, _graph.Float(-1), _graph.Float(1)]), OnnxType.Float, 1L, 3L, "tall", "wide");
    }

    private Value Convolution(Layer layer, Value[] inputs)
    {
        var input = Only(layer, inputs);
        RequireChannelsLast(layer);
        layer.Require(layer.Numbers("strides") is [1, 1], "strides");
        layer.Require(layer.Numbers("dilation_rate") is [1, 1], "dilation_rate");
        layer.Require(layer.Number("groups") == 1, "groups");
        var size = layer.Numbers("kernel_size");
        layer.Require(size is [>= 1 and <= 15, >= 1 and <= 15], "kernel_size");
        // What is not padded must not shrink, or pictures would not fit on each other.
        layer.Require(layer.Text("padding") == "same" || (layer.Text("padding") == "valid" && size is [1, 1]), "padding");
        var filters = layer.Number("filters");
        layer.Require(filters is >= 1 and <= MaxChannels, "filters");

        // There (h, w, in, out); here (out, in, h, w).
        var kernel = WeightsOf(layer, "kernel", [size[0]!.Value, size[1]!.Value, input.Channels, filters]);
        var (shape, turned) = Axes.Reorder(kernel.Shape, kernel.Values, 3, 2, 0, 1);
        var weights = _graph.Weight($"{layer.Name}/kernel", turned, shape);
        string[] read = layer.Flag("use_bias") ? [input.Name, weights, _graph.Weight($"{layer.Name}/bias", WeightsOf(layer, "bias", [filters]).Values, filters)] : [input.Name, weights];
        return Activated(layer, new Value(_graph.Node("Conv", read, ("auto_pad", "SAME_UPPER")), filters, input.Times), layer.Text("activation"));
    }

    private Value Activated(Layer layer, Value input, string activation)
    {
        layer.Require(activation is "linear" or "relu", "activation");
        return activation == "linear" ? input : input with { Name = _graph.Node("Relu", [input.Name]) };
    }

    private Value Joined(Layer layer, Value[] inputs)
    {
        layer.Require(layer.Number("axis") is 3 or -1, "axis");
        var channels = inputs.Sum(input => input.Channels);
        layer.Require(channels <= MaxChannels, "the number of channels");
        return inputs[0] with { Name = _graph.Node("Concat", [.. inputs.Select(input => input.Name)], ("axis", 1L)), Channels = channels };
    }

    private Value Sum(Layer layer, Value[] inputs)
    {
        layer.Require(inputs.All(input => input.Channels == inputs[0].Channels), "the number of channels");
        return inputs[0] with { Name = inputs.Skip(1).Aggregate(inputs[0].Name, (sum, input) => _graph.Node("Add", [sum, input.Name])) };
    }

    /// <summary>Each pixel so many times in both directions.</summary>
    private Value Repeated(Layer layer, Value input)
    {
        RequireChannelsLast(layer);
        layer.Require(layer.Text("interpolation") == "nearest", "interpolation");
        var size = layer.Numbers("size");
        layer.Require(size is [>= 1 and <= MaxTimes and var down, >= 1 and <= MaxTimes and var across] && down == across && input.Times * down <= MaxTimes, "size");
        var times = size[0]!.Value;
        var scales = _graph.Weight($"{layer.Name}/scales", [1f, 1f, times, times], 4);
        return input with { Name = _graph.Node("Resize", [input.Name, "", scales], ("mode", "nearest"), ("coordinate_transformation_mode", "asymmetric"), ("nearest_mode", "floor")), Times = input.Times * times };
    }

    private FullTensor WeightsOf(Layer layer, string name, long[] shape)
    {
        var found = _weights.GetValueOrDefault($"{layer.Name}/{name}");
        layer.Require(found is not null && found.Shape.AsSpan().SequenceEqual(shape), $"the {name}");
        return found!;
    }

    private static Value Only(Layer layer, Value[] inputs)
    {
        layer.Require(inputs.Length == 1, "the number of inputs");
        return inputs[0];
    }

    private static void RequireChannelsLast(Layer layer) => layer.Require(layer.Text("data_format") == "channels_last", "the order of axes");
}
