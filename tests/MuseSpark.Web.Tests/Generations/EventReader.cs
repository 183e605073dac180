using System.Net.ServerSentEvents;

namespace MuseSpark.Web.Tests.Generations;

/// <summary>Reads a generation's stream as a watcher does.</summary>
public static class EventReader
{
    public static async IAsyncEnumerable<SseItem<string>> WatchAsync(this HttpClient client, Guid id, string? after = null,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/generations/{id}/events");
        if (after is not null) request.Headers.Add("Last-Event-ID", after);
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        response.EnsureSuccessStatusCode();
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        await foreach (var item in SseParser.Create(await response.Content.ReadAsStreamAsync(cancellationToken)).EnumerateAsync(cancellationToken))
            yield return item;
    }

    /// <param name="first">Is set once the first event is heard.</param>
    public static async Task<List<SseItem<string>>> WatchToEndAsync(this HttpClient client, Guid id, string? after = null, TaskCompletionSource? first = null)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var items = new List<SseItem<string>>();
        await foreach (var item in client.WatchAsync(id, after, limit.Token))
        {
            items.Add(item);
            first?.TrySetResult();
        }
        return items;
    }

    public static string Delta(this SseItem<string> item) => System.Text.Json.JsonDocument.Parse(item.Data).RootElement.GetProperty("delta").GetString()!;

    /// <summary>What a page shows: text adds up, and a new start clears it.</summary>
    public static string Shown(this IEnumerable<SseItem<string>> items) => items.Aggregate("", (text, item) => item.EventType switch
    {
        "started" => "",
        "text" => text + item.Delta(),
        _ => text,
    });
}
