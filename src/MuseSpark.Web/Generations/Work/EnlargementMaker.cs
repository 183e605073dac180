using MuseSpark.Client.Outputs;
using MuseSpark.Inference.Image;
using MuseSpark.Inference.Models;
using MuseSpark.Web.Data;
using MuseSpark.Web.Moderation.Screening;
using MuseSpark.Web.Outputs;
using MuseSpark.Web.Provenance.Signing;

namespace MuseSpark.Web.Generations.Work;

/// <summary>Enlarges a job's picture, telling the recorder of each tile.</summary>
/// <remarks>Only as many at once as the process has workers for pictures, since no other work comes with one.</remarks>
public sealed class EnlargementMaker(ModelCatalog catalog, PictureScreen screen, SourcePictures sources, PictureFinisher finisher, DatabaseRetry database, TimeProvider time)
{
    /// <param name="screened">Told what was found in the picture.</param>
    /// <param name="steps">Told the number of tiles so far, so that unfinished work is counted too.</param>
    public async Task<Made> MakeAsync(
        Generation job, Material material, JobRecorder recorder, IReadOnlyList<ParentRecord> parents, ScreeningLog screened, Action<int> steps, CancellationToken cancellationToken)
    {
        using var lease = await catalog.UseEnlargerAsync(job.PictureModel!, cancellationToken);
        var model = lease.Model;
        var started = time.GetUtcNow().UtcDateTime;
        var clock = time.GetTimestamp();
        var file = await sources.OpenAsync(job, cancellationToken);
        RgbImage? large = null;
        await foreach (var progress in model.EnlargeAsync(await SourcePictures.WholeAsync(file, cancellationToken), job.Settings.Enlarge!.Value, cancellationToken))
        {
            if (progress is ImageFinished finished) large = finished.Image;
            if (progress is not ImageStep step) continue;
            steps(step.Index);
            recorder.Record(StepEvents.Of(step, null, time.GetElapsedTime(clock)));
        }

        if (large is null) throw new ModelException("The model ended without a picture. Try again, or choose another model.");
        var painted = new PaintedPicture(large, model.Manifest, started, "", [Origins.Enlarged(file)]);
        return await finisher.FinishAsync(job, material, painted, parents, await IsLookedAtAsync(job, cancellationToken) ? screened : null, cancellationToken);
    }

    /// <summary>
    /// Whatever enlarged it: it may be a picture from outside. Only where nothing can look, what a built-in model painted need not wait for a person, since
    /// the picture itself did not have to.
    /// </summary>
    private async Task<bool> IsLookedAtAsync(Generation job, CancellationToken cancellationToken) =>
        screen.IsInstalled || !await database.RunAsync((db, ct) => VouchedPictures.IncludeAsync(db, job, ct), cancellationToken);
}
