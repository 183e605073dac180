using Microsoft.ML.OnnxRuntime;
using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Onnx;

/// <summary>
/// What graphs can run on. The app ships with ONNX Runtime's library for the processor; who puts the library for another device in its place
/// gets that device.
/// </summary>
public static class ExecutionProviders
{
    public const string Cpu = "CPU";

    /// <summary>Takes the first of these that works here.</summary>
    public const string Automatic = "auto";

    // The best first. CoreML comes with every library for macOS, without anybody's having chosen it, so it is taken by its name alone.
    private static readonly (string Name, string Native, bool IsAutomatic, Action<SessionOptions> Append)[] Known =
    [
        ("CUDA", "CUDAExecutionProvider", true, options => options.AppendExecutionProvider_CUDA()),
        ("DirectML", "DmlExecutionProvider", true, options =>
        {
            options.EnableMemoryPattern = false;
            options.AppendExecutionProvider_DML();
        }),
        ("OpenVINO", "OpenVINOExecutionProvider", true, options => options.AppendExecutionProvider_OpenVINO()),
        ("CoreML", "CoreMLExecutionProvider", false, options => options.AppendExecutionProvider_CoreML()),
    ];

    /// <summary>What the library here was built for, the processor last.</summary>
    public static IReadOnlyList<string> Built { get; } = [.. Known.Where(k => OrtEnv.Instance().GetAvailableProviders().Contains(k.Native)).Select(k => k.Name), Cpu];

    /// <summary>Chooses what graphs run on, by trying.</summary>
    /// <param name="wanted"><see cref="Automatic"/>, also null, or a name.</param>
    /// <returns>A name for <see cref="OnnxOptions.Provider"/>, and a sentence for the log that says why it is this one.</returns>
    public static (string Name, string Reason) Choose(string? wanted)
    {
        var isAutomatic = wanted is null || wanted.Equals(Automatic, StringComparison.OrdinalIgnoreCase);
        var built = $"ONNX Runtime {OnnxSession.RuntimeVersion} here was built for {string.Join(", ", Built)}";
        if (!isAutomatic && wanted!.Equals(Cpu, StringComparison.OrdinalIgnoreCase)) return (Cpu, $"Graphs run on the CPU, as configured; {built}.");
        var failed = "";
        foreach (var (name, _, _, append) in Known.Where(k => Built.Contains(k.Name) && (isAutomatic ? k.IsAutomatic : wanted!.Equals(k.Name, StringComparison.OrdinalIgnoreCase))))
        {
            try
            {
                using var options = new SessionOptions();
                append(options);
                return (name, $"Graphs run on {name}; {built}.");
            }
            catch (Exception e) when (e is OnnxRuntimeException or EntryPointNotFoundException or NotSupportedException)
            {
                failed += $"{(failed.Length > 0 ? ", " : "")}{name} can't be used here ({e.Message})";
            }
        }
        return failed.Length > 0 ? (Cpu, $"Graphs run on the CPU, since {failed}; {built}.")
            : isAutomatic ? (Cpu, $"Graphs run on the CPU; {built}.")
            : (Cpu, $"Graphs run on the CPU, since {wanted} is not there: put ONNX Runtime's library for it beside the app; {built}.");
    }

    /// <exception cref="ModelException">It can't be used.</exception>
    internal static void Append(SessionOptions options, string provider)
    {
        if (provider == Cpu) return;
        try
        {
            Known.First(k => k.Name == provider).Append(options);
        }
        catch (OnnxRuntimeException e)
        {
            throw new ModelException($"{provider} can't be used here: {e.Message}. Set Models:ExecutionProvider to CPU.", e);
        }
    }
}
