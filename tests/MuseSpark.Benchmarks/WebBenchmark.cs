using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Net.Sockets;
using System.Text.Json;

namespace MuseSpark.Benchmarks;

/// <summary>The published app as a whole: start-up, first token after the POST, what watchers cost, time for a picture.</summary>
internal sealed class WebBenchmark : IDisposable
{
    private const string Key = "msk_benchmark_0123456789abcdefghijklmnopqrstuvwxyz";
    private const int Rounds = 5, Watchers = 20;

    private readonly string _data = Directory.CreateTempSubdirectory("musespark-bench-").FullName;
    private readonly Process _app;
    private readonly HttpClient _http;
    private readonly Stopwatch _sinceStart = Stopwatch.StartNew();

    private WebBenchmark(string app, string models)
    {
        var url = $"http://127.0.0.1:{FreePort()}";
        var start = new ProcessStartInfo("dotnet", ["MuseSpark.Web.dll"])
        {
            WorkingDirectory = app,
            RedirectStandardOutput = true,
            Environment =
            {
                ["ASPNETCORE_URLS"] = url,
                ["MUSESPARK_DATA"] = _data,
                ["Models__Folders__0"] = Path.GetFullPath(models),
                ["Bootstrap__Email"] = "bench@example.org",
                ["Bootstrap__Password"] = "a long enough password 1",
                ["Bootstrap__ApiKey"] = Key,
            },
        };
        _app = Process.Start(start)!;
        _app.OutputDataReceived += (_, _) => { };
        _app.BeginOutputReadLine();
        _http = new HttpClient { BaseAddress = new Uri(url), Timeout = TimeSpan.FromMinutes(5) };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Key);
    }

    /// <param name="args">The published app's folder, then the models folder.</param>
    public static async Task<int> RunAsync(string[] args)
    {
        if (args.Length != 2)
        {
            Console.Error.WriteLine("Say: web <published app folder> <models folder>, for instance: web artifacts/app models");
            return 2;
        }
        using var bench = new WebBenchmark(args[0], args[1]);
        await bench.MeasureAsync();
        return 0;
    }

    private async Task MeasureAsync()
    {
        await UntilReadyAsync();
        Report("start to first page", $"{_sinceStart.ElapsedMilliseconds} ms");

        var cold = await StoryAsync(seed: 1, watchers: 1);
        Report("first text after POST, model not yet loaded", $"{cold.FirstText.TotalMilliseconds:F0} ms");

        var alone = new List<Story>();
        var watched = new List<Story>();
        for (var round = 0; round < Rounds; round++)
        {
            alone.Add(await StoryAsync(seed: 7, watchers: 1));
            watched.Add(await StoryAsync(seed: 7, watchers: Watchers));
        }
        Report("first text after POST, median", $"{Median(alone.Select(s => s.FirstText.TotalMilliseconds)):F0} ms");
        Report("story speed, one watcher, median", $"{Median(alone.Select(s => s.TokensPerSecond)):F0} tokens/s");
        var cost = 1 - (Median(watched.Select(s => s.TokensPerSecond)) / Median(alone.Select(s => s.TokensPerSecond)));
        Report($"what {Watchers} watchers cost the generator, medians", $"{cost:P1}");

        var pictures = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            var clock = Stopwatch.StartNew();
            var id = await PostAsync(new { kind = "picture", prompt = "a fox with a lantern in a snowy forest at night", seed = round });
            await WatchAsync(id, _ => { });
            pictures.Add(clock.Elapsed.TotalSeconds);
        }
        Report("picture, POST to completed, median", $"{Median(pictures):F2} s (first, with loading: {pictures[0]:F2} s)");
    }

    private sealed record Story(TimeSpan FirstText, double TokensPerSecond);

    private async Task<Story> StoryAsync(long seed, int watchers)
    {
        var clock = Stopwatch.StartNew();
        var id = await PostAsync(new { kind = "story", prompt = "a brave fox finds a lantern in a snowy forest", seed, settings = new { maxTokens = 300 } });
        TimeSpan? first = null;
        await Task.WhenAll(Enumerable.Range(0, watchers).Select(i => WatchAsync(id, type =>
        {
            if (i == 0 && type == "text") first ??= clock.Elapsed;
        })));
        var view = await _http.GetFromJsonAsync<JsonElement>($"/api/generations/{id}");
        var usage = view.GetProperty("usage");
        var seconds = usage.GetProperty("milliseconds").GetInt64() / 1000.0;
        return new Story(first ?? TimeSpan.MaxValue, usage.GetProperty("textTokens").GetInt32() / seconds);
    }

    private async Task<string> PostAsync(object request)
    {
        using var response = await _http.PostAsJsonAsync("/api/generations", request);
        if (response.StatusCode != HttpStatusCode.Accepted) throw new InvalidOperationException(await response.Content.ReadAsStringAsync());
        return (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
    }

    private async Task WatchAsync(string id, Action<string> seen)
    {
        await using var stream = await _http.GetStreamAsync($"/api/generations/{id}/events");
        await foreach (var item in SseParser.Create(stream).EnumerateAsync())
        {
            seen(item.EventType);
            if (item.EventType is "failed" or "cancelled") throw new InvalidOperationException($"The generation ended {item.EventType}: {item.Data}");
            if (item.EventType == "completed") return;
        }
    }

    private async Task UntilReadyAsync()
    {
        while (true)
        {
            if (_app.HasExited) throw new InvalidOperationException("The app ended before it was ready.");
            try
            {
                using var response = await _http.GetAsync("/");
                if (response.IsSuccessStatusCode) return;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
            await Task.Delay(20);
        }
    }

    private static void Report(string what, string value) => Console.WriteLine($"{what,-52} {value}");

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public void Dispose()
    {
        _http.Dispose();
        if (!_app.HasExited) _app.Kill(entireProcessTree: true);
        _app.WaitForExit();
        _app.Dispose();
        Directory.Delete(_data, recursive: true);
    }
}
