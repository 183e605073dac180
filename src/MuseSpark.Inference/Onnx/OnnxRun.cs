using Microsoft.ML.OnnxRuntime;

namespace MuseSpark.Inference.Onnx;

/// <summary>Ties a cancellation token to ONNX Runtime's own terminate flag, for one run or for a whole loop of runs.</summary>
public sealed class OnnxRun : IDisposable
{
    private readonly CancellationTokenRegistration _registration;

    public OnnxRun(CancellationToken token)
    {
        Token = token;
        _registration = token.UnsafeRegister(static options => ((RunOptions)options!).Terminate = true, Options);
    }

    public RunOptions Options { get; } = new();

    public CancellationToken Token { get; }

    public void Dispose()
    {
        // The registration first: it waits for a callback under way, which touches the options.
        _registration.Dispose();
        Options.Dispose();
    }
}
