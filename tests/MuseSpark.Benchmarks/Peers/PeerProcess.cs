using System.Diagnostics;
using System.Text.Json;

namespace MuseSpark.Benchmarks.Peers;

/// <summary>Another program that does the same work, kept running: a line of JSON in, a line of JSON out.</summary>
internal sealed class PeerProcess : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _errors;

    private PeerProcess(Process process) => (_process, _errors) = (process, process.StandardError.ReadToEndAsync());

    /// <summary>Starts a script of an installed folder of packages, and waits until it has opened its model.</summary>
    /// <exception cref="InvalidOperationException">It can't be had here; the message says why.</exception>
    public static PeerProcess Start(string folder, string script, params string[] arguments)
    {
        var peer = new PeerProcess(Launch("node", folder, [script, .. arguments]));
        // Packages may say things of their own first.
        for (var line = peer._process.StandardOutput.ReadLine(); line != "ready"; line = peer._process.StandardOutput.ReadLine())
        {
            if (line is not null) continue;
            peer.Dispose();
            throw new InvalidOperationException($"{script} ended: {Last(peer._errors.GetAwaiter().GetResult())}");
        }
        return peer;
    }

    /// <summary>Copies a folder of scripts to a temporary place and fetches the packages that they need, unless they are there.</summary>
    /// <param name="platform">
    /// A package of the platform's own binaries, for what has some for all kinds of devices besides; without one, all that package-lock.json pins
    /// is fetched.
    /// </param>
    /// <exception cref="InvalidOperationException">The packages can't be had here.</exception>
    public static string Install(string name, string root, string? platform = null)
    {
        var folder = Path.Combine(root, name);
        Directory.CreateDirectory(folder);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Peers", "node", name))) File.Copy(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);
        var done = Path.Combine(folder, "node_modules", ".installed");
        if (File.Exists(done)) return folder;
        string[] common = ["--ignore-scripts", "--no-audit", "--no-fund"];
        Run("npm", folder, platform is null ? ["ci", .. common] : ["install", "--no-save", "--omit=optional", .. common, platform]);
        File.WriteAllText(done, "");
        return folder;
    }

    /// <exception cref="InvalidOperationException">It ended, or gave no answer in a minute.</exception>
    public async Task<JsonElement> AskAsync(object question)
    {
        try
        {
            await _process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(question, JsonSerializerOptions.Web));
            var answer = await _process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(1));
            return JsonSerializer.Deserialize<JsonElement>(answer ?? throw new InvalidOperationException($"It ended: {Last(await _errors)}"));
        }
        catch (IOException)
        {
            throw new InvalidOperationException($"It ended: {Last(await _errors)}");
        }
        catch (TimeoutException)
        {
            // Or it would go on computing beside what is measured next.
            _process.Kill(entireProcessTree: true);
            throw new InvalidOperationException("It gave no answer in a minute.");
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.StandardInput.Close();
        if (!_process.WaitForExit(3_000)) _process.Kill();
        _process.Dispose();
    }

    private static void Run(string program, string folder, IReadOnlyList<string> arguments)
    {
        using var process = Launch(program, folder, arguments);
        var error = process.StandardError.ReadToEndAsync();
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} {arguments[0]} failed: {Last(error.GetAwaiter().GetResult())}");
    }

    private static Process Launch(string program, string folder, IReadOnlyList<string> arguments)
    {
        try
        {
            return Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new InvalidOperationException($"{program} is not here: {e.Message}");
        }
    }

    /// <summary>The line that names the error, since programs end what they say with where it happened and which version they are.</summary>
    private static string Last(string errors)
    {
        var lines = errors.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return lines.LastOrDefault(line => line.Contains("Error", StringComparison.Ordinal)) ?? lines.LastOrDefault() ?? "it said nothing";
    }
}
