using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using MuseSpark.Client.Generations;
using MuseSpark.Client.Moderation;
using MuseSpark.Web.Data;
using MuseSpark.Web.Generations.Live;
using MuseSpark.Web.Generations.Scheduling;
using MuseSpark.Web.Generations.Work;
using MuseSpark.Web.Moderation.Screening;

namespace MuseSpark.Web.Generations;

/// <summary>Why a job was not accepted.</summary>
/// <param name="Status">Of the HTTP answer.</param>
/// <param name="Sentence">For people.</param>
public sealed record Refusal(int Status, string Sentence);

/// <summary>Turns an order into a stored job. Once stored it is never lost, whatever becomes of this process.</summary>
public sealed class JobIntake(
    MuseSparkDb db, PromptScreen screen, IGrainFactory grains, IOptions<WorkerOptions> options, TimeProvider time, ILogger<JobIntake> logger)
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
        ParentId = request.ParentId ?? order.Settings.ReplyTo,
        SourceId = request.SourceId,
        Label = order.Label,
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
        // That of what is enlarged, which is looked at no more.
        Label = original.Kind == Kinds.Enlarge ? original.Label : null,
        TextMark = original.TextMark,
        CreatedAt = time.GetUtcNow().UtcDateTime,
    };

    /// <param name="askReview">What the screen would refuse waits for a person instead.</param>
    /// <returns>Null when it is stored, else why not.</returns>
    public async Task<Refusal?> AcceptAsync(Generation job, bool askReview, CancellationToken cancellationToken)
    {
        var waiting = await db.Generations.CountAsync(g => g.WorkspaceId == job.WorkspaceId && g.State == GenerationState.Queued, cancellationToken);
        if (waiting >= options.Value.MaxWaiting)
            return new(StatusCodes.Status429TooManyRequests, $"{waiting} works of this workspace are waiting already. Let some finish, or cancel some, then try again.");
        var screened = new ScreeningLog(time);
        var material = new Material(job.WorkspaceId, job.UserId, Door.Prompt, await Surfaces.OfWorkspaceAsync(db, job.WorkspaceId, cancellationToken), job.Id);
        var verdict = screened.Add(material, await screen.LookAsync(material, job, cancellationToken));
        if (verdict.Action == ScreenAction.Block)
        {
            // Nobody is asked to look at what no policy could allow.
            if (!askReview || verdict.Worst?.Category == Categories.SexualMinors)
            {
                screened.StoreOnly(db);
                await db.SaveChangesAsync(cancellationToken);
                return new(StatusCodes.Status422UnprocessableEntity, verdict.Sentence);
            }

            screened.HoldInstead();
        }

        if (verdict.Action >= ScreenAction.Hold) (job.State, job.Error) = (GenerationState.Held, screened.Verdict.Sentence);
        if (verdict.Action == ScreenAction.Label) job.Label = verdict.Worst?.Category;
        db.Generations.Add(job);
        screened.Store(db);
        if (job.State == GenerationState.Held) db.GenerationEvents.Add(LoggedEvent.Of(1, new HeldEvent(job.Error)).ToRow(job, job.CreatedAt));
        await db.SaveChangesAsync(cancellationToken);
        if (job.State == GenerationState.Held) return null;
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
