using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using MuseSpark.Web.Data;
using MuseSpark.Web.Generations.Live;
using MuseSpark.Web.Workspaces;
using Orleans.Runtime;

namespace MuseSpark.Web.Generations;

/// <summary>The live stream of a generation as server-sent events (WHATWG HTML, section 9.2).</summary>
public static class EventsApi
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    internal static async Task<IResult> Watch(
        Guid id, ClaimsPrincipal person, WorkspaceAccess access, MuseSparkDb db, IGrainFactory grains, IHostApplicationLifetime life,
        TimeProvider time, HttpContext context, CancellationToken cancellationToken)
    {
        var (row, right) = await GenerationsApi.FindAsync(id, Verb.View, person, access, db, cancellationToken);
        if (row is null) return right.Refuse("work");
        var seen = long.TryParse(context.Request.Headers["Last-Event-ID"], NumberStyles.None, CultureInfo.InvariantCulture, out var last) ? last : 0;

        var response = context.Response;
        response.ContentType = "text/event-stream; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no";

        // However slowly someone reads, it costs nobody else anything.
        if (context.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate) rate.MinDataRate = null;

        // A stopping server ends its streams at once, or it would wait for watchers to leave.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, life.ApplicationStopping);
        var grain = grains.GetGrain<IGenerationGrain>(id);
        var events = grain.Watch(seen, stop.Token).GetAsyncEnumerator(stop.Token);
        var next = events.MoveNextAsync().AsTask();
        try
        {
            await response.WriteAsync("retry: 1000\n\n", stop.Token);
            await response.Body.FlushAsync(stop.Token);
            while (true)
            {
                try
                {
                    if (!await next.WaitAsync(Heartbeat, time, stop.Token)) break;
                    var item = events.Current;
                    seen = Math.Max(seen, item.Seq);
                    next = events.MoveNextAsync().AsTask();
                    var number = item.Seq > 0 ? string.Create(CultureInfo.InvariantCulture, $"id: {item.Seq}\n") : "";
                    await response.WriteAsync($"{number}event: {item.Type}\ndata: {item.ToJson()}\n\n", stop.Token);
                }
                catch (TimeoutException) when (!next.IsCompleted)
                {
                    // Who has been removed from the workspace hears no more.
                    if (await access.CheckAsync(person, row.WorkspaceId, Verb.View, stop.Token) != Access.Granted) break;
                    await response.WriteAsync(": still here\n\n", stop.Token);
                }
                catch (EnumerationAbortedException)
                {
                    // The grain has forgotten a watcher that did not ask for long, or has moved: go on from what was seen.
                    await events.DisposeAsync();
                    events = grain.Watch(seen, stop.Token).GetAsyncEnumerator(stop.Token);
                    next = events.MoveNextAsync().AsTask();
                }

                await response.Body.FlushAsync(stop.Token);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The watcher left, or the server stops: either way the job goes on, and the watcher may come back.
        }
        finally
        {
            await stop.CancelAsync();
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await events.DisposeAsync();
        }

        return TypedResults.Empty;
    }
}
