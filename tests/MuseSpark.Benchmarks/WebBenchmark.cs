using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json;

namespace MuseSpark.Benchmarks;

/// <summary>The published app as a whole: start-up, first token after the POST, what watchers cost, time for a picture.</summary>
internal sealed class WebBenchmark : IDisposable
{
    private const int Rounds = 5, Watchers = 20;

    private readonly MeasuredApp _app;
    private readonly HttpClient _http;
    private readonly Stopwatch _sinceStart = Stopwatch.StartNew();

    private WebBenchmark(string app, string models)
    {
        _app = new MeasuredApp(app, models);
        _http = _app.Http;
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
        await _app.UntilReadyAsync();
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

    private static void Report(string what, string value) => Console.WriteLine($"{what,-52} {value}");

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }

    public void Dispose() => _app.Dispose();
}
