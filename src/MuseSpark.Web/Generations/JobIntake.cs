using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using MuseSpark.Client.Generations;
using MuseSpark.Web.Data;
using MuseSpark.Web.Generations.Scheduling;
using MuseSpark.Web.Generations.Work;

namespace MuseSpark.Web.Generations;

/// <summary>Turns an order into a stored job. Once stored it is never lost, whatever becomes of this process.</summary>
public sealed class JobIntake(
    MuseSparkDb db, IGrainFactory grains, IOptions<WorkerOptions> options, TimeProvider time, ILogger<JobIntake> logger)
{
    public async Task<Generation> DraftAsync(Guid workspaceId, Guid userId, GenerationRequest request, Order order, CancellationToken cancellationToken) => new()
    {
        Id = NewId(),
        WorkspaceId = workspaceId,
        UserId = userId,
        Kind = request.Kind,
        Mode = request.Mode ?? Modes.Instant,
        Prompt = order.Prompt,
        NegativePrompt = order.NegativePrompt,
        TextModel = order.TextModel,
        PictureModel = order.PictureModel,
        Settings = order.Settings,
        Seed = request.Seed ?? DrawSeed(),
        ParentId = request.ParentId,
        SourceId = request.SourceId,
        TextMark = await db.Workspaces.Where(w => w.Id == workspaceId).Select(w => w.TextMark).SingleAsync(cancellationToken),
        CreatedAt = time.GetUtcNow().UtcDateTime,
    };

    /// <summary>The very same job once more, as a child of <paramref name="original"/>.</summary>
    public Generation Again(Generation original, Guid userId) => new()
    {
        Id = NewId(),
        WorkspaceId = original.WorkspaceId,
        UserId = userId,
        Kind = original.Kind,
        Mode = original.Mode,
        Prompt = original.Prompt,
        NegativePrompt = original.NegativePrompt,
        TextModel = original.TextModel,
        PictureModel = original.PictureModel,
        Settings = original.Settings,
        Seed = original.Seed,
        ParentId = original.Id,
        SourceId = original.SourceId,
        TextMark = original.TextMark,
        CreatedAt = time.GetUtcNow().UtcDateTime,
    };

    /// <returns>Null when it is stored, else why not, for people.</returns>
    public async Task<string?> AcceptAsync(Generation job, CancellationToken cancellationToken)
    {
        var waiting = await db.Generations.CountAsync(g => g.WorkspaceId == job.WorkspaceId && g.State == GenerationState.Queued, cancellationToken);
        if (waiting >= options.Value.MaxWaiting)
            return $"{waiting} works of this workspace are waiting already. Let some finish, or cancel some, then try again.";
        db.Generations.Add(job);
        await db.SaveChangesAsync(cancellationToken);
        try
        {
            await grains.GetGrain<ISchedulerGrain>(Pools.Of(job.Kind)).Enqueue(QueuedJob.Of(job));
        }
        catch (Exception e) when (e is OrleansException or TimeoutException)
        {
            logger.LogWarning(e, "{Generation} is stored, but its queue could not be told; the queue finds it within seconds", job.Id);
        }

        return null;
    }

    /// <summary>Ids grow with time, so that they are also the order of a workspace's works.</summary>
    private Guid NewId() => Guid.CreateVersion7(time.GetUtcNow());

    private static long DrawSeed() => (long)(BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong))) & (ulong)GenerationRequest.MaxSeed);
}
