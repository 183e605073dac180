using System.Runtime.InteropServices;
using System.Text.Json;
using MuseSpark.Inference.Onnx;

namespace MuseSpark.Benchmarks.Peers;

/// <summary>Our engine beside what people would use instead, in the same run and in turn, medians; the rows are what docs/speed shows.</summary>
internal static class PeerReport
{
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="args">--json and a file for the rows; --models and the folder of the built-in models, if not models; --only decode, llama, own or picture.</param>
    public static async Task<int> RunAsync(string[] args)
    {
        string? Option(string name) => Array.IndexOf(args, name) is >= 0 and var i && i + 1 < args.Length ? args[i + 1] : null;
        var root = Path.Combine(Path.GetTempPath(), "musespark-peers");
        var builtIn = Path.GetFullPath(Option("--models") ?? "models");
        Directory.CreateDirectory(root);
        var models = new PeerModels(root);
        string Node() => PeerProcess.Install("transformers", root);

        var rows = new List<PeerRow>();
        void Add(PeerRow row)
        {
            Console.WriteLine(row);
            rows.Add(row);
            // After each row, so that a run that is broken off has not been for nothing.
            if (Option("--json") is { } file) File.WriteAllText(file, JsonSerializer.Serialize(rows, Indented) + "\n");
        }
        bool Wants(string part) => Option("--only") is not { } only || only == part;
        Add(Machine());
        if (Wants("decode")) await foreach (var row in DecodeRows.SameFileAsync(models, Node, Path.Combine(builtIn, "spark-text"))) Add(row);
        if (Wants("llama")) Add(await DecodeRows.LlamaAsync(models, () => PeerProcess.Install("llama", root, LlamaPlatform())));
        if (Wants("own")) await foreach (var row in OwnRows.MeasureAsync(models)) Add(row);
        if (Wants("picture")) foreach (var row in await PictureRows.MeasureAsync(Path.Combine(builtIn, "spark-picture"), Node)) Add(row);
        return 0;
    }

    public static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    /// <returns>What was started, or why it wasn't: a peer that can't be had leaves a row without a number.</returns>
    public static (T? Peer, string? Why) TryStart<T>(Func<T> start) where T : class
    {
        try
        {
            return (start(), null);
        }
        catch (InvalidOperationException e)
        {
            return (null, e.Message);
        }
    }

    private static PeerRow Machine()
    {
        var bandwidth = MemorySpeed.Measure();
        var processor = File.Exists("/proc/cpuinfo") ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim() : null;
        var busy = File.Exists("/proc/loadavg") ? $", load {File.ReadAllText("/proc/loadavg").Split(' ')[0]} at the beginning" : "";
        return new PeerRow("memory read by all cores", bandwidth / 1e9, "GB/s", "", null,
            Note: $"{TimeProvider.System.GetUtcNow():yyyy-MM-dd}, {processor ?? RuntimeInformation.ProcessArchitecture.ToString()}, {Environment.ProcessorCount} cores, {RuntimeInformation.FrameworkDescription}, ONNX Runtime {OnnxSession.RuntimeVersion}{busy}");
    }

    private static string LlamaPlatform()
    {
        var platform = OperatingSystem.IsWindows() ? "win-x64" : OperatingSystem.IsMacOS() ? RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "mac-arm64-metal" : "mac-x64"
            : RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "linux-arm64" : "linux-x64";
        return $"@node-llama-cpp/{platform}@3.22.1";
    }
}
