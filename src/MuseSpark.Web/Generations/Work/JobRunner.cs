using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using MuseSpark.Client.Generations;
using MuseSpark.Client.Moderation;
using MuseSpark.Client.Outputs;
using MuseSpark.Inference.Models;
using MuseSpark.Web.Data;
using MuseSpark.Web.Generations.Live;
using MuseSpark.Web.Models;
using MuseSpark.Web.Moderation.Samples;
using MuseSpark.Web.Moderation.Screening;
using MuseSpark.Web.Outputs;

namespace MuseSpark.Web.Generations.Work;

/// <summary>Takes one job from claim to result.</summary>
public sealed class JobRunner(
    Claims claims, TextMaker texts, PictureMaker pictures, CaptionMaker captions, EnlargementMaker enlargements, QualitySample samples, DatabaseRetry database, IGrainFactory grains,
    IOptions<WorkerOptions> options, TimeProvider time, ILogger<JobRunner> logger)
{
    /// <param name="stopping">The process stops: the job goes back to the queue.</param>
    public async Task RunAsync(Claim claim, CancellationToken stopping)
    {
        var job = claim.Job;
        using var lost = new CancellationTokenSource();
        await using var recorder = new JobRecorder(claim, grains.GetGrain<IGenerationGrain>(job.Id), database, time, logger);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stopping, lost.Token, recorder.CancelRequested);
        using var workDone = new CancellationTokenSource();
        var lease = KeepLeaseAsync(claim, recorder, lost, workDone.Token);
        try
        {
            recorder.Record(new StartedEvent((int)claim.Fence));
            if (await MakeAsync(job, recorder, stop.Token, stopping, lost.Token) is not { } result)
            {
                // First, since renewing takes up what was put back.
                await workDone.CancelAsync();
                await lease;
                if (!lost.IsCancellationRequested) await claims.GiveBackAsync(claim, CancellationToken.None);
                return;
            }

            var outputs = (result.IsKept ? [] : result.Made).Select(made => new OutputEvent(OutputViews.Of(made.Output, made.Record.Document)));
            await recorder.FinishAsync([.. outputs, result.FinalEvent], events => claims.FinishAsync(claim, result, events, CancellationToken.None));
            logger.LogInformation("{Kind} {Generation} ended {State} after {Milliseconds} ms: {Tokens} tokens, {Steps} steps",
                job.Kind, job.Id, result.State, result.Usage.Milliseconds, result.Usage.TextTokens, result.Usage.PictureSteps);
        }
        finally
        {
            await workDone.CancelAsync();
            await lease;
        }
    }

    /// <returns>Null when the work was interrupted for a reason that is not the job's: it is to be done anew.</returns>
    private async Task<Result?> MakeAsync(Generation job, JobRecorder recorder, CancellationToken cancellationToken, CancellationToken stopping, CancellationToken lost)
    {
        var clock = time.GetTimestamp();
        int tokens = 0, steps = 0;
        var made = new List<Made>();
        var screened = new ScreeningLog(time);
        Result End(GenerationState state, string? error = null) =>
            new(state, error, made, new UsageView(tokens, steps, (long)time.GetElapsedTime(clock).TotalMilliseconds), screened);
        Result Screened(GenerationState state, string? error = null)
        {
            // Whatever else became of it, what must not be seen is not seen.
            if (screened.Verdict is not { Action: >= ScreenAction.Hold } verdict || made.Count == 0) return End(state, error);
            foreach (var one in made) one.Output.Withheld = Withheld.FromAll;
            return End(verdict.Action == ScreenAction.Block ? GenerationState.Withdrawn : GenerationState.Held, verdict.Sentence);
        }

        try
        {
            var parents = await ParentsOfAsync(job, cancellationToken);
            var prompt = job.Prompt;
            var material = new Material(job.WorkspaceId, job.UserId, Door.Output, await database.RunAsync((db, ct) => Surfaces.OfWorkspaceAsync(db, job.WorkspaceId, ct), cancellationToken), job.Id)
            {
                FromBuiltIn = BuiltInModels.Wrote(job),
            };
            if (job.TextModel is not null)
            {
                var text = await texts.MakeAsync(job, material, recorder, parents, screened, n => tokens = n, cancellationToken);
                made.Add(text.Made);
                if (screened.Verdict.Action == ScreenAction.Block) return Screened(GenerationState.Completed);
                cancellationToken.ThrowIfCancellationRequested();
                prompt = text.Scene ?? job.Prompt;
                parents = [new ParentRecord("illustrates", job.Id, text.Made.Output.Id, text.Made.Output.Sha256)];
            }

            if (job.Kind == Kinds.Caption)
                made.Add(await captions.MakeAsync(job, material, recorder, parents, screened, cancellationToken));
            else if (job.Kind == Kinds.Enlarge)
                made.Add(await enlargements.MakeAsync(job, material, recorder, parents, screened, n => steps = n, cancellationToken));
            else if (job.PictureModel is not null)
                made.Add(await pictures.MakeAsync(job, material, prompt, made.FirstOrDefault(), recorder, parents, screened, n => steps = n, cancellationToken));
            // What a person has let pass, or is labelled already, is no measure of the screen.
            if (job is { Cleared: false, Label: null }) await samples.DrawAsync(screened, cancellationToken);
            return Screened(GenerationState.Completed);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return stopping.IsCancellationRequested || lost.IsCancellationRequested ? null : Screened(GenerationState.Cancelled);
        }
        catch (Exception e)
        {
            if (e is not ModelException) logger.LogError(e, "{Kind} {Generation} failed", job.Kind, job.Id);
            var reason = ReasonFor(e);
            return Screened(GenerationState.Failed, made.Count == 0 ? reason : $"The text is finished and kept, but its picture could not be painted. {reason}");
        }
    }

    private string ReasonFor(Exception e) => e switch
    {
        ModelException => e.Message,
        IOException { HResult: DiskFull or DiskFullOnWindows } => "The disk is full: free some space where the server keeps its data, then try again.",
        OutOfMemoryException => "There was not enough memory for this. Try a smaller size.",
        _ => "Something went wrong on the server while this was being made; its log says what. Try again.",
    };

    private const int DiskFull = 28, DiskFullOnWindows = unchecked((int)0x80070070);

    private Task<IReadOnlyList<ParentRecord>> ParentsOfAsync(Generation job, CancellationToken cancellationToken) =>
        database.RunAsync<IReadOnlyList<ParentRecord>>(async (db, ct) =>
        {
            var parents = new List<ParentRecord>();
            if (job.Settings.ReplyTo is { } said
                && await db.Outputs.AsNoTracking().FirstOrDefaultAsync(o => o.WorkspaceId == job.WorkspaceId && o.GenerationId == said && o.Kind == OutputKinds.Text, ct) is { } told)
                parents.Add(new ParentRecord("goes-on-from", said, told.Id, told.Sha256));
            if (await db.Generations.AsNoTracking().SingleOrDefaultAsync(g => g.WorkspaceId == job.WorkspaceId && g.Id == job.ParentId, ct) is { } parent && parents.All(p => p.GenerationId != parent.Id))
                parents.Add(new ParentRecord(job.Repeats(parent) ? "repeats" : "derived-from", parent.Id, null, null));
            if (await db.Outputs.AsNoTracking().SingleOrDefaultAsync(o => o.WorkspaceId == job.WorkspaceId && o.Id == job.SourceId, ct) is { } source)
                parents.Add(new ParentRecord(job.Kind == Kinds.Caption ? "describes" : "derived-from", source.GenerationId, source.Id, source.Sha256));
            return parents;
        }, cancellationToken);

    /// <summary>
    /// Renews the lease until the work is done or the claim is lost, however long the database is away in between; on the way it learns of
    /// cancellations that no grain could tell.
    /// </summary>
    private async Task KeepLeaseAsync(Claim claim, JobRecorder recorder, CancellationTokenSource lost, CancellationToken done)
    {
        while (!lost.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(options.Value.Lease / 4, time, done);
                var cancel = await claims.RenewAsync(claim, done);
                if (cancel is null) await lost.CancelAsync();
                if (cancel is true) await recorder.CancelAsync();
            }
            catch (OperationCanceledException) when (done.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // Whoever takes the job over in the meantime has a newer fence, by which the next renewing finds that the claim is lost.
                logger.LogWarning(e, "The lease of {Generation} could not be renewed; it is tried again", claim.Job.Id);
            }
        }
    }
}
