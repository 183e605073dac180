using System.Diagnostics;
using System.Text;

namespace MuseSpark.Browser.Tests;

/// <summary>The real program in a process of its own, on a free port, with a data folder of its own.</summary>
public sealed class RunningApp : IAsyncDisposable
{
    public const string Email = "ada@example.org", Password = "a desk by the window";

    private static readonly TimeSpan LongestStart = TimeSpan.FromMinutes(2);

    private readonly string _data = Directory.CreateTempSubdirectory("musespark-browser-").FullName;
    private readonly StringBuilder _said = new();
    private readonly Process _process;

    private RunningApp(bool withOwner, (string Name, string Value)[] settings)
    {
        Address = $"http://127.0.0.1:{FreePort.Choose()}";
        var start = new ProcessStartInfo("dotnet", [Path.Combine(BuiltApp.Folder, "MuseSpark.Web.dll")])
        {
            WorkingDirectory = BuiltApp.Folder, // where its pages are
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["ASPNETCORE_URLS"] = Address,
                ["MUSESPARK_DATA"] = _data,
                ["Models__Folders__0"] = RepositoryFiles.Models,
                ["Models__Measure"] = "false",
            },
        };
        if (withOwner)
        {
            start.Environment["Bootstrap__Email"] = Email;
            start.Environment["Bootstrap__Password"] = Password;
        }

        foreach (var (name, value) in settings) start.Environment[name] = value;
        _process = Process.Start(start) ?? throw new InvalidOperationException("The app did not start.");
        _process.OutputDataReceived += Hear;
        _process.ErrorDataReceived += Hear;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public string Address { get; }

    /// <param name="withOwner">False for a server that nobody has set up yet.</param>
    /// <param name="settings">Environment variables besides.</param>
    public static async Task<RunningApp> StartAsync(bool withOwner, params (string Name, string Value)[] settings)
    {
        var app = new RunningApp(withOwner, settings);
        await app.UntilItAnswersAsync();
        return app;
    }

    private async Task UntilItAnswersAsync()
    {
        using var http = new HttpClient { BaseAddress = new Uri(Address) };
        var since = Stopwatch.StartNew();
        while (since.Elapsed < LongestStart && !_process.HasExited)
        {
            try
            {
                using var answer = await http.GetAsync("/healthz");
                if (answer.IsSuccessStatusCode) return;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            await Task.Delay(100);
        }

        throw new InvalidOperationException($"The app did not get ready. It said:\n{_said}");
    }

    /// <summary>Slows the app down until the answer is disposed.</summary>
    public IDisposable SlowDown() => new SlowMachine(_process.Id);

    private void Hear(object sender, DataReceivedEventArgs line)
    {
        lock (_said) _said.AppendLine(line.Data);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_data, recursive: true);
    }
}
