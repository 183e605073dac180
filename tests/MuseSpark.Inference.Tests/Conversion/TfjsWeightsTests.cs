using System.Text.Json.Nodes;
using MuseSpark.Inference.Conversion;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Tests.Packs;

namespace MuseSpark.Inference.Tests.Conversion;

public class TfjsWeightsTests
{
    [Fact]
    public void Weights_are_cut_out_of_files_that_follow_each_other()
    {
        var weights = TfjsWeights.Read(TfjsModel.Read(TinyPackage.Script(TinyPackage.Model())), Files());
        Assert.Equal(["twice/y", "by", "bias"], weights.Keys);
        Assert.Equal(new long[] { 3, 5 }, weights["by"].Shape);
        Assert.Equal((15, 0f, 0.1f), (weights["by"].Bytes.Length, weights["by"].Min, weights["by"].Scale));
        Assert.Equal(new byte[] { 0, 0, 20, 0, 0 }, weights["bias"].Bytes);
    }

    [Theory]
    [InlineData("""[65536, 65536, 65536, 65536]""", "end before")]
    [InlineData("""[1, 70000]""", "too large")]
    [InlineData("""[0]""", "too large or makes no sense")]
    [InlineData("""[-3, -5]""", "too large or makes no sense")]
    [InlineData("""[1, 1, 1, 1, 15]""", "too large")]
    [InlineData("""[14]""", "belong to nothing")]
    [InlineData("""[99]""", "end before")]
    public void Shapes_that_lie_are_refused_before_anything_is_made(string shape, string sentence)
    {
        var model = TinyPackage.Model();
        Weight(model, 1)["shape"] = JsonNode.Parse(shape);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var refusal = Assert.Throws<ModelException>(() => TfjsWeights.Read(TfjsModel.Read(TinyPackage.Script(model)), Files()));
        Assert.Contains(sentence, refusal.Message);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 4_000_000);
    }

    [Fact]
    public void Other_forms_of_weights_are_refused()
    {
        foreach (var (change, sentence) in new (Action<JsonNode>, string)[]
        {
            (weight => weight["dtype"] = "int32", "only floats in bytes"),
            (weight => weight.AsObject().Remove("quantization"), "only floats in bytes"),
            (weight => weight["quantization"]!["dtype"] = "uint16", "only floats in bytes"),
            (weight => weight["quantization"]!["scale"] = 1e300, "no sensible scale"),
            (weight => weight["name"] = "twice/y", "two weights"),
        })
        {
            var model = TinyPackage.Model();
            change(Weight(model, 1));
            Assert.Contains(sentence, Assert.Throws<ModelException>(() => TfjsWeights.Read(TfjsModel.Read(TinyPackage.Script(model)), Files())).Message);
        }
    }

    [Fact]
    public void Axes_change_places()
    {
        // (2, 3) turned is (3, 2).
        var turned = new QuantizedTensor([2, 3], [1, 2, 3, 4, 5, 6], 0, 1).Reordered(1, 0);
        Assert.Equal(new long[] { 3, 2 }, turned.Shape);
        Assert.Equal(new byte[] { 1, 4, 2, 5, 3, 6 }, turned.Bytes);

        // The element at (h, w, i, o) of a kernel comes to (o, i, h, w).
        var kernel = new QuantizedTensor([2, 3, 4, 5], [.. Enumerable.Range(0, 120).Select(i => (byte)i)], 0, 1).Reordered(3, 2, 0, 1);
        Assert.Equal(new long[] { 5, 4, 2, 3 }, kernel.Shape);
        Assert.Equal(((1 * 3 + 2) * 4 + 3) * 5 + 4, kernel.Bytes[((4 * 4 + 3) * 2 + 1) * 3 + 2]);
    }

    private static JsonNode Weight(JsonObject model, int index) => model["weightsManifest"]![0]!["weights"]![index]!;

    private static Dictionary<string, byte[]> Files() => new() { ["group1-shard1of2"] = TinyPackage.Weights()[..7], ["group1-shard2of2"] = TinyPackage.Weights()[7..] };
}
