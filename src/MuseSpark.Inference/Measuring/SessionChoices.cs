using System.Text.Json;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Onnx;

namespace MuseSpark.Inference.Measuring;

/// <summary>How graphs of a model run fastest on this machine: measured once, and remembered in a file.</summary>
/// <remarks>Safe for concurrent calls; two programs that measure at once keep what the later one found.</remarks>
public sealed class SessionChoices(string file)
{
    public const string FileName = "session-choices.json";

    // What is only a little faster may be chance; the usual way is the one that is kindest to all else on the machine.
    private const double Gain = 1.05;

    private const int Rounds = 3, Tokens = 24, Steps = 4;

    // The work of a large model takes so long that nothing between its operators counts.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private readonly Lock _lock = new();

    /// <param name="PerSecond">What it measured, tokens or steps; 0 for a model that was too slow to measure.</param>
    /// <param name="Usual">The same with the options that it would have without.</param>
    public sealed record Choice(int Threads, bool Spin, bool Arena, double PerSecond, double Usual)
    {
        public OnnxOptions Apply(OnnxOptions basis) => basis with { Threads = Threads, Spin = Spin, Arena = Arena };

        public override string ToString() =>
            $"{(Threads == 0 ? "a thread for each core" : Threads == 1 ? "one thread" : $"{Threads} threads")}, {(Spin ? "spinning" : "sleeping")} between operators, {(Arena ? "with" : "without")} an arena";
    }

    /// <summary>What was measured for a model on this machine, runtime and device; null where nothing was.</summary>
    /// <param name="provider">As <see cref="OnnxOptions.Provider"/> has it.</param>
    public Choice? Find(ModelManifest manifest, string provider)
    {
        lock (_lock) return Read().GetValueOrDefault(Key(manifest, provider));
    }

    /// <summary>Tries each option in turn, for half a minute at most, keeps what is faster, and remembers what came out.</summary>
    /// <param name="basis">The options that it would run with otherwise.</param>
    /// <exception cref="ModelException">The model can't be opened or measured.</exception>
    /// <exception cref="IOException">What came out can't be kept.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be kept there.</exception>
    public async Task<Choice> MeasureAsync(string folder, ModelManifest manifest, OnnxOptions basis, CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        end.CancelAfter(Longest);
        async Task<double> SpeedAsync(OnnxOptions options) =>
            (await ModelSpeed.MeasureAsync(folder, manifest, options, Rounds, manifest.Kind == "text" ? Tokens : Steps, end.Token).ConfigureAwait(false)).PerSecond;

        var (best, speed, usual) = (basis, 0.0, 0.0);
        try
        {
            speed = usual = await SpeedAsync(basis).ConfigureAwait(false);
            foreach (var change in new Func<OnnxOptions, OnnxOptions>[] { o => o with { Spin = true }, o => o with { Threads = 1 }, o => o with { Arena = false } })
            {
                // Twice in three, since something else may be busy at any time.
                var changed = change(best);
                var (wins, losses, fastest) = (0, 0, 0.0);
                while (wins < 2 && losses < 2)
                {
                    var found = await SpeedAsync(changed).ConfigureAwait(false);
                    if (found > Gain * (wins + losses == 0 ? speed : await SpeedAsync(best).ConfigureAwait(false))) wins++;
                    else losses++;
                    fastest = Math.Max(fastest, found);
                }
                if (wins == 2) (best, speed) = (changed, fastest);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // What was found so far stands.
        }
        var choice = new Choice(best.Threads, best.Spin, best.Arena, Math.Round(speed, 2), Math.Round(usual, 2));
        lock (_lock)
        {
            var all = Read();
            all[Key(manifest, basis.Provider)] = choice;
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
            var whole = file + ".new";
            File.WriteAllText(whole, JsonSerializer.Serialize(all, Indented));
            File.Move(whole, file, overwrite: true);
        }
        return choice;
    }

    /// <summary>What was measured of other files, by another runtime, or on another machine or device says nothing.</summary>
    private static string Key(ModelManifest manifest, string provider) =>
        $"{manifest.Id} {string.Concat(manifest.Files.Where(f => f.Key.EndsWith(".onnx", StringComparison.Ordinal)).Select(f => f.Value).Take(1))} {OnnxSession.RuntimeVersion} {provider} {Environment.ProcessorCount} {Environment.MachineName}";

    private Dictionary<string, Choice> Read()
    {
        try
        {
            // A file that can't be read costs another measurement, no more.
            return File.Exists(file) && new FileInfo(file).Length < 1 << 20 ? JsonSerializer.Deserialize<Dictionary<string, Choice>>(File.ReadAllText(file), Indented) ?? [] : [];
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
