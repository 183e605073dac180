using System.Text.Json.Nodes;
using MuseSpark.Inference.Conversion;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Tests.Packs;

namespace MuseSpark.Inference.Tests.Conversion;

/// <summary>What is not converted; that what is converted gives the right numbers is the matter of PicturePeerTests.</summary>
public sealed class TfjsConverterTests : IDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.onnx");

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void What_is_not_known_is_refused_by_name()
    {
        foreach (var (change, sentence) in new (Action<JsonArray>, string)[]
        {
            (nodes => Node(nodes, "chances")["op"] = "LogSoftmax", "the operator LogSoftmax"),
            (nodes => Node(nodes, "mean")["attr"]!["padding"]!["s"] = TinyPackage.Text("EXPLICIT"), "pads in a way"),
            (nodes => Node(nodes, "mean")["attr"]!["data_format"]!["s"] = TinyPackage.Text("NCHW"), "the order of axes of its AvgPool mean"),
            (nodes => Node(nodes, "mean")["attr"]!["ksize"]!["list"]!["i"]![1] = "1000000", "ksize of its AvgPool mean"),
            (nodes => Node(nodes, "mean")["attr"]!["padding"]!["s"] = "?", "a text of its AvgPool mean"),
            (nodes => Node(nodes, "colour")["attr"]!["squeeze_dims"]!["list"]!["i"] = new JsonArray("0"), "the axes of its Squeeze"),
            (nodes => Node(nodes, "logits")["input"]![2] = "by", "a weight of its _FusedMatMul"),
            (nodes => Node(nodes, "logits")["input"]![1] = "pixels", "a weight of its _FusedMatMul"),
            (nodes => Node(nodes, "twice")["input"]![0] = "bias", "a weight of its Mul"),
            (nodes => Node(nodes, "twice")["input"]![1] = "twice/y", "the kind of inputs of its Mul"),
            (nodes => Node(nodes, "coarse")["input"]![0] = "mean", "reads what is not there, or what comes after it"),
            (nodes => Node(nodes, "coarse")["input"]![0] = "nothing", "reads what is not there, or what comes after it"),
            (nodes => Node(nodes, "chances")["name"] = "logits", "two nodes called logits"),
            (nodes => nodes.Remove(Node(nodes, "answer")), "does not end in one answer"),
        })
        {
            var model = TinyPackage.Model();
            change(model["modelTopology"]!["node"]!.AsArray());
            if (sentence.StartsWith("two nodes", StringComparison.Ordinal)) Node(model["modelTopology"]!["node"]!.AsArray(), "answer")["input"]![0] = "logits";
            var refusal = Assert.Throws<ModelException>(() => Convert(model));
            Assert.True(refusal.Message.Contains(sentence, StringComparison.Ordinal), $"\"{refusal.Message}\" instead of \"{sentence}\"");
        }
    }

    [Fact]
    public void Models_of_another_form_are_refused()
    {
        foreach (var (change, sentence) in new (Action<JsonObject>, string)[]
        {
            (model => model["format"] = "layers-model", "layers-model"),
            (model => model.Remove("modelTopology"), "can't be read"),
            (model => model["modelTopology"]!["node"] = new JsonArray(), "0 nodes"),
            (model => model["modelTopology"]!["node"] = new JsonArray([.. Enumerable.Range(0, 2_001).Select(i => new JsonObject { ["name"] = $"{i}", ["op"] = "Const" })]), "2001 nodes"),
            (model => model["weightsManifest"]![0]!["paths"]![0] = "../secret", "no weights ../secret"),
        })
        {
            var model = TinyPackage.Model();
            change(model);
            Assert.Contains(sentence, Assert.Throws<ModelException>(() => Convert(model)).Message);
        }
    }

    private void Convert(JsonObject json)
    {
        var model = TfjsModel.Read(TinyPackage.Script(json));
        var weights = TfjsWeights.Read(model, new Dictionary<string, byte[]> { ["group1-shard1of2"] = TinyPackage.Weights()[..7], ["group1-shard2of2"] = TinyPackage.Weights()[7..] });
        TfjsConverter.Write("tiny", model, weights, 224, _file);
    }

    private static JsonNode Node(JsonArray nodes, string name) => nodes.First(node => (string)node!["name"]! == name)!;
}
