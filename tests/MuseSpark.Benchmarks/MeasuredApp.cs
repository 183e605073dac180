using System.Diagnostics;
using System.Net.Http.Headers;
using MuseSpark.Tests;

namespace MuseSpark.Benchmarks;

/// <summary>The app as a process of its own, on a data folder that is gone afterwards, with one owner whose key is sent. Its database is what the environment says.</summary>
internal sealed class MeasuredApp : IDisposable
{
    private const string Key = "msk_benchmark_0123456789abcdefghijklmnopqrstuvwxyz";

    private readonly Process _process;

    /// <param name="app">Folder of MuseSpark.Web.dll.</param>
    public MeasuredApp(string app, string models)
    {
        var url = $"http://127.0.0.1:{FreePort.Choose()}";
        var start = new ProcessStartInfo("dotnet", ["MuseSpark.Web.dll"])
        {
            WorkingDirectory = app,
            RedirectStandardOutput = true,
            Environment =
            {
                ["ASPNETCORE_URLS"] = url,
                ["MUSESPARK_DATA"] = Folder,
                ["Models__Folders__0"] = Path.GetFullPath(models),
                ["Bootstrap__Email"] = "bench@example.org",
                ["Bootstrap__Password"] = "a long enough password 1",
                ["Bootstrap__ApiKey"] = Key,
            },
        };
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
        Http = new HttpClient { BaseAddress = new Uri(url), Timeout = TimeSpan.FromMinutes(5) };
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Key);
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("musespark-bench-").FullName;
    public HttpClient Http { get; }

    public async Task UntilReadyAsync()
    {
        while (true)
        {
            if (_process.HasExited) throw new InvalidOperationException("The app ended before it was ready.");
            try
            {
                using var response = await Http.GetAsync("/");
                if (response.IsSuccessStatusCode) return;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            await Task.Delay(20);
        }
    }

    public void Dispose()
    {
        Http.Dispose();
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}
