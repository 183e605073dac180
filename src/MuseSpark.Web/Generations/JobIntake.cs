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
    /// <returns>The job, not yet stored; or why there is none: what a reviewer decided on a work holds for what is made again, or made from it.</returns>
    public async Task<(Generation? Job, Refusal? Refusal)> AgainAsync(Generation original, Guid userId, CancellationToken cancellationToken)
    {
        if (original.Restriction >= CaseDecision.Limit) return (null, new(StatusCodes.Status409Conflict, "A reviewer has restricted this work, so it can't be made again."));
        // An enlargement is looked at no more, and a story is more of the one that it goes on with: both are what that is.
        var continues = original is { Kind: Kinds.Enlarge } or { Kind: Kinds.Story, Settings.ReplyTo: not null };
        var origin = continues || original.Kind == Kinds.Picture ? await OriginAsync(original, cancellationToken) : default;
        if (origin.Restriction >= CaseDecision.Limit) return (null, new(StatusCodes.Status409Conflict, "A reviewer has restricted what this was made from, so it can't be made again."));
        return (new Generation
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
            Label = continues ? origin.Label : null,
            TextMark = original.TextMark,
            CreatedAt = time.GetUtcNow().UtcDateTime,
        }, null);
    }

    private async Task<(string? Label, CaseDecision? Restriction)> OriginAsync(Generation job, CancellationToken cancellationToken)
    {
        var (workspace, picture, story) = (job.WorkspaceId, job.SourceId, job.Settings.ReplyTo);
        var origin = await db.Generations.AsNoTracking()
            .Where(g => g.WorkspaceId == workspace && (g.Id == story || db.AllOutputs.Any(o => o.WorkspaceId == workspace && o.GenerationId == g.Id && o.Id == picture)))
            .Select(g => new { g.Label, g.Restriction }).SingleOrDefaultAsync(cancellationToken);
        return (origin?.Label, origin?.Restriction);
    }

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
