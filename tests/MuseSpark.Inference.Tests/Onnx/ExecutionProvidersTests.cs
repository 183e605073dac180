using MuseSpark.Inference.Onnx;

namespace MuseSpark.Inference.Tests.Onnx;

public class ExecutionProvidersTests
{
    [Theory]
    [InlineData("CPU")]
    [InlineData("cpu")]
    [InlineData("OpenVINO")]
    [InlineData("CUDA")]
    [InlineData("abacus")]
    public void What_is_not_there_leaves_the_processor_and_says_so(string wanted)
    {
        if (ExecutionProviders.Built.Any(built => built.Equals(wanted, StringComparison.OrdinalIgnoreCase) && built != ExecutionProviders.Cpu)) return;
        var (name, reason) = ExecutionProviders.Choose(wanted);
        Assert.Equal("CPU", name);
        Assert.Contains(wanted.Equals("CPU", StringComparison.OrdinalIgnoreCase) ? "as configured" : $"{wanted} is not there: put ONNX Runtime's library", reason);
        Assert.Contains(OnnxSession.RuntimeVersion, reason);
    }

    [Fact]
    public void What_is_chosen_is_there()
    {
        foreach (var wanted in ExecutionProviders.Built.Prepend("auto").Prepend(null))
            Assert.Contains(ExecutionProviders.Choose(wanted).Name, ExecutionProviders.Built);
        Assert.Equal("CPU", ExecutionProviders.Built[^1]);
    }

    /// <summary>A device whose library is there and driver is not must not take the model down with it.</summary>
    [Fact]
    public void A_device_that_cant_be_used_is_refused_when_it_is_asked_for() =>
        Assert.ThrowsAny<Exception>(() => ExecutionProviders.Append(new Microsoft.ML.OnnxRuntime.SessionOptions(), "abacus"));
}
