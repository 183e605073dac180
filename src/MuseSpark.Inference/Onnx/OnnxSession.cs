using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Onnx;

/// <summary>One opened ONNX graph. Runtime errors become <see cref="ModelException"/> sentences.</summary>
/// <remarks>
/// Safe for concurrent runs; the caller that opened it disposes it, after the last run.
/// ONNX Runtime itself refuses external data outside the model's folder, and no custom operator library is ever loaded.
/// </remarks>
public sealed class OnnxSession : IDisposable
{
    public static string RuntimeVersion { get; } = OrtEnv.Instance().GetVersionString();

    // Measured where it happens, for any listener: the benchmarks take from it what our own code costs beside the graph.
    private static readonly Meter Meter = new("MuseSpark.Inference");
    private static readonly Histogram<double> RunTime = Meter.CreateHistogram<double>("onnx.run.duration", "ms");

    private readonly InferenceSession _session;

    private OnnxSession(string path, InferenceSession session)
    {
        Path = path;
        _session = session;
        Inputs = Describe(session.InputMetadata);
        Outputs = Describe(session.OutputMetadata);
    }

    public string Path { get; }

    public IReadOnlyDictionary<string, TensorInfo> Inputs { get; }

    public IReadOnlyDictionary<string, TensorInfo> Outputs { get; }

    /// <exception cref="ModelException">The file is missing, damaged, or not a graph this runtime can run.</exception>
    public static OnnxSession Open(string path, OnnxOptions? options = null)
    {
        options ??= new OnnxOptions();
        if (!File.Exists(path))
            throw new ModelException($"The model file {Short(path)} is missing. Copy the whole model folder again.");
        using var native = new SessionOptions
        {
            IntraOpNumThreads = options.Threads,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = options.Optimise ? GraphOptimizationLevel.ORT_ENABLE_ALL : GraphOptimizationLevel.ORT_DISABLE_ALL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
            EnableCpuMemArena = options.Arena,
        };
        ExecutionProviders.Append(native, options.Provider);
        native.AddSessionConfigEntry("session.intra_op.allow_spinning", options.Spin ? "1" : "0");
        // Not session.set_denormal_as_zero: it also changes the floating-point mode of the calling .NET threads and leaves it
        // so, where vectorised library code (TensorPrimitives.IndexOfMax for one) then gives wrong results.
        try
        {
            return new OnnxSession(path, new InferenceSession(path, native));
        }
        catch (OnnxRuntimeException e)
        {
            throw new ModelException(
                $"The model file {Short(path)} can't be opened: it is damaged, cut short, or of a format this runtime "
                + $"({RuntimeVersion}) doesn't know. Copy the whole model folder again.", e);
        }
    }

    /// <summary>Checks that the graph has a tensor of this name and kind.</summary>
    /// <param name="rank">Number of axes, or null for any.</param>
    /// <exception cref="ModelException">It hasn't.</exception>
    public TensorInfo RequireInput(string name, int? rank, params ReadOnlySpan<TensorElementType> types) =>
        Require(Inputs, "input", name, rank, types);

    /// <inheritdoc cref="RequireInput"/>
    public TensorInfo RequireOutput(string name, int? rank, params ReadOnlySpan<TensorElementType> types) =>
        Require(Outputs, "output", name, rank, types);

    /// <summary>Runs the graph once. The caller owns and disposes the returned values, in the order of <paramref name="outputs"/>.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; the operator under way is finished first.</exception>
    /// <exception cref="ModelException">The graph failed.</exception>
    public IDisposableReadOnlyCollection<OrtValue> Run(
        IReadOnlyCollection<string> inputs, IReadOnlyCollection<OrtValue> values, IReadOnlyCollection<string> outputs,
        CancellationToken cancellationToken)
    {
        using var run = new OnnxRun(cancellationToken);
        var start = Stopwatch.GetTimestamp();
        try
        {
            return _session.Run(run.Options, inputs, values, outputs);
        }
        catch (OnnxRuntimeException e)
        {
            throw Failure(e, cancellationToken);
        }
        finally
        {
            RunTime.Record(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
    }

    /// <summary>A binding of tensors to this graph's names, for loops that keep tensors between runs. The caller disposes it.</summary>
    public OrtIoBinding CreateBinding() => _session.CreateIoBinding();

    /// <summary>Runs the graph on what is bound; <paramref name="run"/> carries the cancellation.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; the operator under way is finished first.</exception>
    /// <exception cref="ModelException">The graph failed.</exception>
    public void Run(OrtIoBinding binding, OnnxRun run)
    {
        var start = Stopwatch.GetTimestamp();
        try
        {
            _session.RunWithBinding(run.Options, binding);
        }
        catch (OnnxRuntimeException e)
        {
            throw Failure(e, run.Token);
        }
        finally
        {
            RunTime.Record(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
    }

    public void Dispose() => _session.Dispose();

    private Exception Failure(OnnxRuntimeException e, CancellationToken token) => token.IsCancellationRequested
        ? new OperationCanceledException("Generation was cancelled.", e, token)
        : new ModelException($"The model file {Short(Path)} failed while running. Its tensors may not fit together.", e);

    private TensorInfo Require(
        IReadOnlyDictionary<string, TensorInfo> all, string side, string name, int? rank, ReadOnlySpan<TensorElementType> types)
    {
        if (!all.TryGetValue(name, out var info))
            throw new ModelException($"The model file {Short(Path)} has no {side} named {name}; it has {string.Join(", ", all.Keys.Take(8))}.");
        if (rank is { } axes && info.Shape.Count != axes || !types.IsEmpty && !types.Contains(info.Type))
            throw new ModelException(
                $"The {side} {name} of {Short(Path)} is {info.Type} with {info.Shape.Count} axes, "
                + $"but {string.Join(" or ", types.ToArray())} with {rank} axes is needed.");
        return info;
    }

    private static Dictionary<string, TensorInfo> Describe(IReadOnlyDictionary<string, NodeMetadata> metadata) =>
        metadata.Where(m => m.Value.IsTensor).ToDictionary(
            m => m.Key, m => new TensorInfo(m.Key, m.Value.ElementDataType, m.Value.Dimensions));

    /// <summary>Folder and file only: a full path would tell a reader of the message about the machine.</summary>
    private static string Short(string path) =>
        System.IO.Path.Combine(System.IO.Path.GetFileName(System.IO.Path.GetDirectoryName(path)) ?? "", System.IO.Path.GetFileName(path));
}
