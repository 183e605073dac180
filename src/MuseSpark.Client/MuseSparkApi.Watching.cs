using System.Net;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Components.WebAssembly.Http;
using MuseSpark.Client.Generations;

namespace MuseSpark.Client;

public sealed partial class MuseSparkApi
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500), LongestPause = TimeSpan.FromSeconds(10);

    // The server says something every 15 s, so three missed beats are a dead connection that nobody has told us of.
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(45);

    /// <summary>
    /// Follows a generation until it ends: a snapshot, then what happens. A lost connection is taken up again after the last
    /// event seen. Ends after a final event; throws <see cref="ApiException"/> when the server refuses.
    /// </summary>
    /// <param name="after">The last event already seen; null for a snapshot.</param>
    /// <param name="connected">Told false when the connection is lost and true when it is back.</param>
    public async IAsyncEnumerable<(long Id, GenerationEventData Data)> WatchAsync(
        Guid generation, long? after = null, Action<bool>? connected = null, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var pause = FirstPause;
        while (true)
        {
            await using var events = ReadEventsAsync(generation, after, cancellation).GetAsyncEnumerator(cancellation);
            while (await NextAsync(events))
            {
                var (id, data) = events.Current;
                connected?.Invoke(true);
                pause = FirstPause;
                after = id;
                yield return (id, data);
                if (data is CompletedEvent or FailedEvent or CancelledEvent or WithdrawnEvent) yield break;
            }

            cancellation.ThrowIfCancellationRequested();
            connected?.Invoke(false);
            await Task.Delay(pause, time, cancellation);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    /// <summary>False when the stream ended or broke in a way that a new connection can mend.</summary>
    private static async Task<bool> NextAsync(IAsyncEnumerator<(long, GenerationEventData)> events)
    {
        try
        {
            return await events.MoveNextAsync();
        }
        catch (ApiException refusal) when (refusal.IsOffline || refusal.Status >= HttpStatusCode.InternalServerError)
        {
            return false;
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException)
        {
            return false;
        }
    }

    private async IAsyncEnumerable<(long, GenerationEventData)> ReadEventsAsync(
        Guid generation, long? after, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, $"api/generations/{generation}/events");
        request.SetBrowserResponseStreamingEnabled(true);
        request.Headers.Accept.ParseAdd("text/event-stream");
        if (after is not null) request.Headers.Add("Last-Event-ID", after.ToString());

        using var response = await SendAsync(request, cancellation);
        await using var body = await response.Content.ReadAsStreamAsync(cancellation);
        await using var heard = new HeartbeatStream(body, LongestSilence);
        var id = after ?? 0;
        await foreach (var item in SseParser.Create(heard, ParseEvent).EnumerateAsync(cancellation))
        {
            if (long.TryParse(item.EventId, out var seen)) id = seen;
            if (item.Data is not null) yield return (id, item.Data);
        }
    }

    private static GenerationEventData? ParseEvent(string name, ReadOnlySpan<byte> data)
    {
        JsonTypeInfo? type = name switch
        {
            QueuedEvent.Name => Json.QueuedEvent,
            StartedEvent.Name => Json.StartedEvent,
            TextEvent.Name => Json.TextEvent,
            WritingEvent.Name => Json.WritingEvent,
            StepEvent.Name => Json.StepEvent,
            OutputEvent.Name => Json.OutputEvent,
            HeldEvent.Name => Json.HeldEvent,
            WithdrawnEvent.Name => Json.WithdrawnEvent,
            CompletedEvent.Name => Json.CompletedEvent,
            FailedEvent.Name => Json.FailedEvent,
            CancelledEvent.Name => Json.CancelledEvent,
            _ => null,
        };
        return type is null || data.IsEmpty ? null : (GenerationEventData?)JsonSerializer.Deserialize(data, type);
    }
}
