using System.Diagnostics;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Onnx;
using MuseSpark.Inference.Tests.Text;

namespace MuseSpark.Inference.Tests.Onnx;

public sealed class OnnxSessionTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    private OnnxSession Open(byte[] model)
    {
        File.WriteAllBytes(_path, model);
        return OnnxSession.Open(_path, new OnnxOptions { Threads = 1 });
    }

    [Fact]
    public void A_graph_tells_its_tensors_and_runs()
    {
        using var session = Open(OtherGraphs.Doubling("x"));
        Assert.Equal([-1, -1], session.Inputs["x"].Shape);
        Assert.Equal(TensorElementType.Int64, session.Outputs["y"].Type);
        using var x = OrtValue.CreateTensorValueFromMemory<long>([1, 2, 3], [1, 3]);
        using var y = session.Run(["x"], [x], ["y"], CancellationToken.None);
        Assert.Equal([2, 4, 6], y[0].GetTensorDataAsSpan<long>());
    }

    [Fact]
    public void Tensors_that_must_be_there_are_asked_for_with_a_sentence()
    {
        using var session = Open(OtherGraphs.Doubling("x"));
        session.RequireInput("x", 2, TensorElementType.Int64);
        Assert.Contains("has no input named z; it has x.", Assert.Throws<ModelException>(() => session.RequireInput("z", 2)).Message);
        Assert.Contains("but Float with 2 axes is needed", Assert.Throws<ModelException>(() => session.RequireInput("x", 2, TensorElementType.Float)).Message);
        Assert.Throws<ModelException>(() => session.RequireOutput("y", 3, TensorElementType.Int64));
    }

    [Fact]
    public void A_run_that_fails_says_so()
    {
        using var session = Open(OtherGraphs.Squaring(1));
        using var x = OrtValue.CreateTensorValueFromMemory<float>(new float[6], [2, 3]);
        Assert.Contains("failed while running", Assert.Throws<ModelException>(() => session.Run(["x"], [x], ["y"], CancellationToken.None)).Message);
    }

    [Fact]
    public void Weights_outside_the_models_folder_are_refused()
    {
        var folder = Directory.CreateTempSubdirectory("external");
        var inner = folder.CreateSubdirectory("model");
        var (outside, inside, graph) = (Path.Combine(folder.FullName, "w.bin"), Path.Combine(inner.FullName, "w.bin"), Path.Combine(inner.FullName, "model.onnx"));
        File.WriteAllBytes(outside, new byte[16]);
        File.WriteAllBytes(inside, new byte[16]);
        foreach (var location in (string[])["../w.bin", outside, "sub/../../w.bin"])
        {
            File.WriteAllBytes(graph, OtherGraphs.AddingFrom(location));
            Assert.Throws<ModelException>(() => OnnxSession.Open(graph));
        }
        File.WriteAllBytes(graph, OtherGraphs.AddingFrom("w.bin"));
        OnnxSession.Open(graph).Dispose();
        File.Delete(inside);
        File.CreateSymbolicLink(inside, outside);
        Assert.Throws<ModelException>(() => OnnxSession.Open(graph));
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_run_under_way_is_cancelled()
    {
        using var session = Open(OtherGraphs.Squaring(2000));
        using var x = OrtValue.CreateTensorValueFromMemory<float>(new float[1000 * 1000], [1000, 1000]);
        using var cancel = new CancellationTokenSource();
        var watch = Stopwatch.StartNew();
        var run = Task.Run(() => session.Run(["x"], [x], ["y"], cancel.Token));
        await Task.Delay(50);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        // The whole run takes some 2000 x 2 billion operations, half a minute or more.
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void The_runtime_is_named() => Assert.True(Version.TryParse(OnnxSession.RuntimeVersion, out _));
}
