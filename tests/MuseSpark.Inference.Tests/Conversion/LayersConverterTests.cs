using System.Text;
using System.Text.Json.Nodes;
using MuseSpark.Inference.Conversion;
using MuseSpark.Inference.Image;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Onnx;
using MuseSpark.Inference.Tests.Packs;

namespace MuseSpark.Inference.Tests.Conversion;

public sealed class LayersConverterTests : IDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.onnx");

    public void Dispose() => File.Delete(_file);

    /// <summary>
    /// What TensorFlow.js 4.22 makes of the same model and picture, rounded and clipped to levels (<c>peer/enlarge.mjs</c>, WebAssembly backend): for 2 times
    /// 6 x 4 pixels.
    /// </summary>
    [Fact]
    public void A_picture_gets_the_levels_that_TensorFlow_js_gives_it()
    {
        Convert(TinyLayers.Model(2), 2);
        using var upscaler = Upscaler.Open(_file, 2, new OnnxOptions())!;
        var picture = new RgbImage(3, 2, [.. Enumerable.Range(0, 18).Select(i => (byte)(i * 37 % 256))]);
        byte[] there =
        [
            119, 51, 0, 252, 122, 6, 235, 251, 0, 130, 255, 0, 58, 255, 18, 0, 255, 75,
            193, 63, 0, 255, 131, 189, 255, 216, 184, 255, 255, 98, 231, 255, 64, 0, 255, 8,
            255, 69, 0, 255, 241, 132, 255, 255, 174, 255, 255, 219, 255, 255, 162, 57, 255, 0,
            255, 0, 194, 255, 94, 212, 255, 140, 110, 208, 255, 74, 145, 219, 164, 159, 197, 0,
        ];
        // One level, since a few lie within a thousandth of the middle between two.
        Assert.All(there.Zip(upscaler.Enlarge(picture, CancellationToken.None).Pixels), pair => Assert.InRange(pair.First - pair.Second, -1, 1));
    }

    [Fact]
    public void What_is_not_known_is_refused_by_name()
    {
        foreach (var (change, sentence) in new (Action<JsonArray>, string)[]
        {
            (layers => Layer(layers, "sum")["class_name"] = "Multiply", "a layer Multiply"),
            (layers => Set(layers, "low", "activation", "tanh"), "activation of its Conv2D low"),
            (layers => Set(layers, "relu", "activation", "elu"), "activation of its Activation relu"),
            (layers => Set(layers, "low", "data_format", "channels_first"), "the order of axes of its Conv2D"),
            (layers => Set(layers, "low", "padding", "valid"), "padding of its Conv2D"),
            (layers => Set(layers, "low", "strides", new JsonArray(2, 2)), "strides of its Conv2D"),
            (layers => Set(layers, "low", "dilation_rate", new JsonArray(2, 2)), "dilation_rate of its Conv2D"),
            (layers => Set(layers, "low", "groups", 2), "groups of its Conv2D"),
            (layers => Set(layers, "low", "kernel_size", new JsonArray(1_000_000, 3)), "kernel_size of its Conv2D"),
            (layers => Set(layers, "low", "kernel_size", new JsonArray(5, 5)), "the kernel of its Conv2D"),
            (layers => Set(layers, "low", "filters", 1_000_000), "filters of its Conv2D"),
            (layers => Set(layers, "low", "filters", 3.5), "filters of its Conv2D"),
            (layers => Set(layers, "low", "use_bias", "yes"), "use_bias of its Conv2D"),
            (layers => Set(layers, "both", "axis", 1), "axis of its Concatenate"),
            (layers => Set(layers, "large", "interpolation", "bilinear"), "interpolation of its UpSampling2D"),
            (layers => Set(layers, "large", "size", new JsonArray(2, 3)), "size of its UpSampling2D"),
            (layers => Set(layers, "large", "size", new JsonArray(1_000, 1_000)), "size of its UpSampling2D"),
            (layers => Set(layers, "in", "batch_input_shape", new JsonArray(null, 64, 64, 3)), "the shape of its InputLayer"),
            (layers => Layer(layers, "low")["config"] = "nothing", "data_format of its Conv2D low"),
            (layers => Layer(layers, "low")["name"] = "high", "the kernel of its Conv2D high"),
            (layers => Layer(layers, "relu")["name"] = "low", "two layers called low"),
            (layers => Layer(layers, "relu")["inbound_nodes"] = JsonNode.Parse("""[[["low", 0, 0, {}]], [["in", 0, 0, {}]]]"""), "the use of its Activation"),
            (layers => Layer(layers, "relu")["inbound_nodes"] = JsonNode.Parse("""[[["low", 0, 1, {}]]]"""), "the input of its Activation"),
            (layers => Layer(layers, "relu")["inbound_nodes"] = JsonNode.Parse("""[[["low", 0, 0, {}], ["in", 0, 0, {}]]]"""), "the number of inputs of its Activation"),
            (layers => Layer(layers, "relu")["inbound_nodes"] = JsonNode.Parse("""[[["sum", 0, 0, {}]]]"""), "reads what is not there, or what comes after it"),
            (layers => Layer(layers, "sum")["inbound_nodes"] = JsonNode.Parse("""[[["relu", 0, 0, {}], ["in", 0, 0, {}]]]"""), "the number of channels of its Add"),
            (layers => Layer(layers, "last")["inbound_nodes"] = JsonNode.Parse("""[[["sum", 0, 0, {}]]]"""), "makes pictures 1 times as large"),
        })
        {
            var model = TinyLayers.Model(2);
            change(model["modelTopology"]!["model_config"]!["config"]!["layers"]!.AsArray());
            var refusal = Assert.Throws<ModelException>(() => Convert(model, 2));
            Assert.True(refusal.Message.Contains(sentence, StringComparison.Ordinal), $"\"{refusal.Message}\" instead of \"{sentence}\"");
        }
    }

    [Fact]
    public void Models_of_another_form_are_refused()
    {
        foreach (var (change, sentence) in new (Action<JsonObject>, string)[]
        {
            (model => model["format"] = "graph-model", "is a graph-model"),
            (model => model.Remove("modelTopology"), "can't be read"),
            (model => model["modelTopology"]!["model_config"]!["class_name"] = "Sequential", "the class Sequential"),
            (model => model["modelTopology"]!["model_config"]!["config"]!["layers"] = new JsonArray(), "0 layers"),
            (model => model["modelTopology"]!["model_config"]!["config"]!["layers"] = new JsonArray(null, null), "makes no sense"),
            (model => model["modelTopology"]!["model_config"]!["config"]!["layers"] = new JsonArray([.. Enumerable.Range(0, 2_001).Select(_ => new JsonObject())]), "can't be read"),
            (model => model["modelTopology"]!["model_config"]!["config"]!["output_layers"] = "last", "does not say what it ends in"),
            (model => model["modelTopology"]!["model_config"]!["config"]!["output_layers"] = new JsonArray(), "does not end in one picture"),
            (model => model["weightsManifest"]![0]!["paths"]![0] = "../secret", "no weights ../secret"),
            (model => model["weightsManifest"]![0]!["weights"]![0]!["dtype"] = "float16", "only floats in full"),
            (model => model["weightsManifest"]![0]!["weights"]![0]!["shape"] = new JsonArray(65_536, 65_536, 65_536, 65_536), "end before low/kernel"),
            (model => model["weightsManifest"]![0]!["weights"]![0]!["shape"] = new JsonArray(3, 3, 4, 3), "the kernel of its Conv2D low"),
            (model => model["weightsManifest"]![0]!["weights"]!.AsArray().RemoveAt(4), "belong to nothing"),
        })
        {
            var model = TinyLayers.Model(2);
            change(model);
            var refusal = Assert.Throws<ModelException>(() => Convert(model, 2));
            Assert.True(refusal.Message.Contains(sentence, StringComparison.Ordinal), $"\"{refusal.Message}\" instead of \"{sentence}\"");
        }

        Assert.Contains("2 times as large in 3 channels, where 4 times", Assert.Throws<ModelException>(() => Convert(TinyLayers.Model(2), 4)).Message);
        var weights = TinyLayers.Weights();
        BitConverter.GetBytes(float.NaN).CopyTo(weights, 0);
        Assert.Contains("what is no number", Assert.Throws<ModelException>(() => Convert(TinyLayers.Model(2), 2, weights)).Message);
    }

    private void Convert(JsonObject json, int times, byte[]? weights = null)
    {
        var model = LayersModel.Read(Encoding.UTF8.GetBytes(json.ToJsonString()));
        var files = TinyLayers.Files();
        if (weights is not null) files[files.Keys.Single()] = weights;
        LayersConverter.Write("tiny", model, TfjsWeights.Read(model, files), times, _file);
    }

    private static void Set(JsonArray layers, string name, string setting, JsonNode value) => Layer(layers, name)["config"]![setting] = value;

    private static JsonNode Layer(JsonArray layers, string name) => layers.First(layer => (string)layer!["name"]! == name)!;
}
