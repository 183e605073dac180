using System.Text;
using System.Text.Json.Nodes;

namespace MuseSpark.Inference.Tests.Packs;

/// <summary>A package like ESRGAN Slim's, whose model has one layer of each kind and a handful of weights.</summary>
internal static class TinyLayers
{
    private const string Shard = "group1-shard1of1.bin";

    private static readonly (string Name, long[] Shape)[] Tensors =
        [("low/kernel", [3, 3, 3, 4]), ("low/bias", [4]), ("mix/kernel", [1, 1, 7, 3]), ("mix/bias", [3]), ("last/kernel", [3, 3, 3, 3])];

    public static JsonObject Model(int times) => JsonNode.Parse($$"""
        {
          "format": "layers-model",
          "modelTopology": { "keras_version": "2.10.0", "backend": "tensorflow", "model_config": { "class_name": "Functional", "config": { "name": "tiny", "layers": [
            { "class_name": "InputLayer", "name": "in", "config": { "name": "in", "batch_input_shape": [null, null, null, 3], "dtype": "float32" }, "inbound_nodes": [] },
            {{Convolution("low", 4, 3, "same", "linear", true, "in")}},
            { "class_name": "Activation", "name": "relu", "config": { "name": "relu", "activation": "relu" }, "inbound_nodes": [[["low", 0, 0, {}]]] },
            { "class_name": "Concatenate", "name": "both", "config": { "name": "both", "axis": 3 }, "inbound_nodes": [[["in", 0, 0, {}], ["relu", 0, 0, {}]]] },
            {{Convolution("mix", 3, 1, "valid", "relu", true, "both")}},
            { "class_name": "Add", "name": "sum", "config": { "name": "sum" }, "inbound_nodes": [[["mix", 0, 0, {}], ["in", 0, 0, {}]]] },
            { "class_name": "UpSampling2D", "name": "large", "config": { "name": "large", "size": [{{times}}, {{times}}], "data_format": "channels_last", "interpolation": "nearest" }, "inbound_nodes": [[["sum", 0, 0, {}]]] },
            {{Convolution("last", 3, 3, "same", "linear", false, "large")}}
          ], "input_layers": [["in", 0, 0]], "output_layers": [["last", 0, 0]] } } },
          "weightsManifest": [{ "paths": ["{{Shard}}"], "weights": [
            {{string.Join(", ", Tensors.Select(t => $$"""{ "name": "{{t.Name}}", "shape": [{{string.Join(", ", t.Shape)}}], "dtype": "float32" }"""))}}
          ] }]
        }
        """)!.AsObject();

    /// <summary>Sixteenths for kernels and fours for biases, which floats hold exactly.</summary>
    public static byte[] Weights() =>
        [.. Tensors.SelectMany((tensor, t) => Enumerable.Range(0, (int)tensor.Shape.Aggregate(1L, (a, b) => a * b))
            .Select(i => tensor.Name.EndsWith("bias", StringComparison.Ordinal) ? (i * 5 + t) % 7 * 4f - 12 : (i * 7 + t * 3) % 11 / 16f - 0.25f)).SelectMany(BitConverter.GetBytes)];

    public static Dictionary<string, byte[]> Files() => new() { [Shard] = Weights() };

    public static byte[] Archive() => TinyPackage.Tar(
    [
        TinyPackage.File("package/LICENSE", "MIT License"u8.ToArray()),
        .. new[] { 2, 4 }.SelectMany(times => new[]
        {
            TinyPackage.File($"package/models/x{times}/model.json", Encoding.UTF8.GetBytes(Model(times).ToJsonString())),
            TinyPackage.File($"package/models/x{times}/{Shard}", Weights()),
        }),
    ]);

    private static string Convolution(string name, int filters, int size, string padding, string activation, bool bias, string input) => $$"""
        { "class_name": "Conv2D", "name": "{{name}}", "config": { "name": "{{name}}", "filters": {{filters}}, "kernel_size": [{{size}}, {{size}}], "strides": [1, 1], "padding": "{{padding}}",
          "data_format": "channels_last", "dilation_rate": [1, 1], "groups": 1, "activation": "{{activation}}", "use_bias": {{(bias ? "true" : "false")}} }, "inbound_nodes": [[["{{input}}", 0, 0, {}]]] }
        """;
}
