using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using MuseSpark.Client.Generations;
using MuseSpark.Web.Data;

namespace MuseSpark.Web.Tests.Generations;

/// <summary>The app as people start it, in a process of its own, with the built-in models; it can be killed and started again.</summary>
public sealed class ServerProcess : IAsyncDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("musespark-process-").FullName;
    private readonly string _address = $"http://127.0.0.1:{FreePort.Choose()}";
    private Process? _process;

    public ServerProcess()
    {
        Client = new HttpClient { BaseAddress = new Uri(_address), Timeout = TimeSpan.FromMinutes(5) };
        Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", JobsApp.Key);
    }

    public HttpClient Client { get; }

    public async Task StartAsync()
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "MuseSpark.Web.dll")])
        {
            WorkingDirectory = _root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["ASPNETCORE_URLS"] = _address,
                ["MUSESPARK_DATA"] = Path.Combine(_root, "data"),
                ["Models__Folders__0"] = RepositoryFiles.Models,
                ["Models__Measure"] = "false",
                ["Bootstrap__Email"] = "owner@example.org",
                ["Bootstrap__Password"] = "correct horse battery",
                ["Bootstrap__ApiKey"] = JobsApp.Key,
            },
        };
        _process = Process.Start(start)!;
        var log = new System.Text.StringBuilder();
        _process.OutputDataReceived += (_, line) => { lock (log) log.AppendLine(line.Data); };
        _process.ErrorDataReceived += (_, line) => { lock (log) log.AppendLine(line.Data); };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();

        for (var until = TimeProvider.System.GetUtcNow().AddSeconds(120); ;)
        {
            try
            {
                using var answer = await Client.GetAsync("/healthz");
                if (answer.IsSuccessStatusCode) return;
            }
            catch (HttpRequestException)
            {
                Assert.False(_process.HasExited, log.ToString());
            }

            Assert.True(TimeProvider.System.GetUtcNow() < until, log.ToString());
            await Task.Delay(100);
        }
    }

    /// <summary>kill -9: no handler runs, nothing is flushed.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    /// <summary>SIGTERM, as service managers and containers stop it.</summary>
    public async Task StopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", _process!.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    public async Task<GenerationView> MakeAsync(object request)
    {
        using var response = await Client.PostAsJsonAsync("/api/generations", request);
        Assert.True(response.StatusCode == HttpStatusCode.Accepted, await response.Content.ReadAsStringAsync());
        return (await response.Content.ReadFromJsonAsync<GenerationView>(JsonText.Options))!;
    }

    public async Task<GenerationView> FinishedAsync(Guid id)
    {
        await Client.WatchToEndAsync(id);
        return (await Client.GetFromJsonAsync<GenerationView>($"/api/generations/{id}", JsonText.Options))!;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (_process is not null) await KillAsync();
        Directory.Delete(_root, recursive: true);
    }
}
