using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using MuseSpark.Inference.Packs;

namespace MuseSpark.Inference.Tests.Packs;

/// <summary>
/// A package like nsfwjs's, whose model looks at nothing but the mean of red: softmax of 10 for Neutral, 20 x red for Porn, 0 for the rest.
/// </summary>
internal static class TinyPackage
{
    public const string Models = "package/dist/models/mobilenet_v2_mid/";

    // As minifiers write texts: plus signs are plus signs.
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static JsonObject Model() => JsonNode.Parse($$"""
        {
          "format": "graph-model",
          "modelTopology": { "node": [
            { "name": "answer", "op": "Identity", "input": ["chances"] },
            { "name": "pixels", "op": "Placeholder" },
            { "name": "twice/y", "op": "Const" }, { "name": "by", "op": "Const", "input": ["^pixels"] }, { "name": "bias", "op": "Const" },
            { "name": "twice", "op": "Mul", "input": ["twice/y", "pixels"] },
            { "name": "coarse", "op": "AvgPool", "input": ["twice"], "attr": { {{Pool(56)}} } },
            { "name": "mean", "op": "AvgPool", "input": ["coarse"], "attr": { {{Pool(4)}} } },
            { "name": "colour", "op": "Squeeze", "input": ["mean"], "attr": { "squeeze_dims": { "list": { "i": ["1", "2"] } } } },
            { "name": "logits", "op": "_FusedMatMul", "input": ["colour", "by", "bias"], "attr": { "fused_ops": { "list": { "s": ["{{Text("BiasAdd")}}"] } } } },
            { "name": "chances", "op": "Softmax", "input": ["logits"] }
          ] },
          "weightsManifest": [{ "paths": ["group1-shard1of2", "group1-shard2of2"], "weights": [
            { "name": "twice/y", "shape": [], "dtype": "float32", "quantization": { "min": 2, "scale": 1, "dtype": "uint8" } },
            { "name": "by", "shape": [3, 5], "dtype": "float32", "quantization": { "min": 0, "scale": 0.1, "dtype": "uint8" } },
            { "name": "bias", "shape": [5], "dtype": "float32", "quantization": { "min": -1, "scale": 0.5, "dtype": "uint8" } }
          ] }]
        }
        """)!.AsObject();

    /// <summary>The weights of <see cref="Model"/>: 2; 10 for red and Porn; -1 for all but Neutral, which has 9.</summary>
    public static byte[] Weights() => [0, 0, 0, 0, 100, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 20, 0, 0];

    public static byte[] Script(JsonNode model) => Encoding.UTF8.GetBytes($"!function(t){{module.exports=t()}}(function(){{return {{1:[function(t,e,a){{e.exports={model.ToJsonString(Plain)}}},{{}}]}}}});");

    public static byte[] Archive(JsonObject? model = null) => Tar(
        File("package/LICENSE", "MIT License"u8.ToArray()),
        File($"{Models}model.min.js", Script(model ?? Model())),
        File($"{Models}group1-shard1of2.min.js", Script(JsonValue.Create(Convert.ToBase64String(Weights()[..7])))),
        File($"{Models}group1-shard2of2.min.js", Script(JsonValue.Create(Convert.ToBase64String(Weights()[7..])))));

    public static TarEntry File(string path, byte[] bytes) => new PaxTarEntry(TarEntryType.RegularFile, path) { DataStream = new MemoryStream(bytes) };

    public static byte[] Tar(params TarEntry[] entries)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        using (var tar = new TarWriter(gzip))
            foreach (var entry in entries) tar.WriteEntry(entry);
        return packed.ToArray();
    }

    public static NpmPackage Describe(byte[] archive) => new("tiny", "1.0.0", "sha512-" + Convert.ToBase64String(SHA512.HashData(archive)), archive.Length);

    public static string Text(string text) => Convert.ToBase64String(Encoding.ASCII.GetBytes(text));

    private static string Pool(int edge) => $$"""
        "data_format": { "s": "{{Text("NHWC")}}" }, "padding": { "s": "{{Text("VALID")}}" },
        "ksize": { "list": { "i": ["1", "{{edge}}", "{{edge}}", "1"] } }, "strides": { "list": { "i": ["1", "{{edge}}", "{{edge}}", "1"] } }
        """;
}
