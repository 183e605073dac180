using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.EntityFrameworkCore;
using MuseSpark.Web.Data;
using MuseSpark.Web.Generations.Live;
using MuseSpark.Web.Users;
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
        var looked = time.GetTimestamp();
        try
        {
            await response.WriteAsync("retry: 1000\n\n", stop.Token);
            await response.Body.FlushAsync(stop.Token);
            while (true)
            {
                try
                {
                    if (!await next.WaitAsync(Heartbeat, time, stop.Token) || !await MayGoOnAsync()) break;
                    var item = events.Current;
                    seen = Math.Max(seen, item.Seq);
                    next = events.MoveNextAsync().AsTask();
                    var number = item.Seq > 0 ? string.Create(CultureInfo.InvariantCulture, $"id: {item.Seq}\n") : "";
                    await response.WriteAsync($"{number}event: {item.Type}\ndata: {item.ToJson()}\n\n", stop.Token);
                }
                catch (TimeoutException) when (!next.IsCompleted)
                {
                    if (!await MayGoOnAsync()) break;
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

        // Asked by the clock and not only when it is quiet, or who has been removed would hear a long work to its end.
        async ValueTask<bool> MayGoOnAsync()
        {
            if (time.GetElapsedTime(looked) < Heartbeat) return true;
            looked = time.GetTimestamp();
            return await MayWatchAsync(person, row.WorkspaceId, access, db, stop.Token);
        }
    }

    /// <summary>Whether this person is still a member, and the key still good. A database that is away for the moment takes nobody's right away.</summary>
    private static async Task<bool> MayWatchAsync(ClaimsPrincipal person, Guid workspaceId, WorkspaceAccess access, MuseSparkDb db, CancellationToken cancellationToken)
    {
        try
        {
            if (person.KeyId() is { } key && !await db.ApiKeys.AnyAsync(k => k.WorkspaceId == workspaceId && k.Id == key && k.RevokedAt == null, cancellationToken)) return false;
            return await access.CheckAsync(person, workspaceId, Verb.View, cancellationToken) == Access.Granted;
        }
        catch (Exception e) when (DatabaseRetry.MayPass(e))
        {
            return true;
        }
    }
}
