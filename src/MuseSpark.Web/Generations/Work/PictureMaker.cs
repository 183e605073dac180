using Microsoft.Extensions.Options;
using MuseSpark.Client.Generations;
using MuseSpark.Client.Moderation;
using MuseSpark.Client.Outputs;
using MuseSpark.Inference.Image;
using MuseSpark.Inference.Models;
using MuseSpark.Provenance.Assertions;
using MuseSpark.Web.Models;
using MuseSpark.Web.Moderation.Screening;
using MuseSpark.Web.Outputs;
using MuseSpark.Web.Provenance;
using MuseSpark.Web.Provenance.Signing;
using MuseSpark.Web.Provenance.Verify;

namespace MuseSpark.Web.Generations.Work;

/// <summary>Paints a job's picture, telling the recorder of each step.</summary>
public sealed class PictureMaker(
    ModelCatalog catalog, SourcePictures sources, PictureFinisher finisher, IOptions<WorkerOptions> options, TimeProvider time) : IDisposable
{
    /// <summary>Stories paint too, from the text workers: this bounds how many pictures are in memory at once.</summary>
    private readonly SemaphoreSlim _easels = new(Math.Max(1, options.Value.Picture));

    /// <param name="prompt">The person's words, or the scene line of a story.</param>
    /// <param name="story">What it illustrates; null for a picture of its own.</param>
    /// <param name="screened">Told what was found in the picture. Those of built-in models are not looked at.</param>
    /// <param name="steps">Told the number of steps so far, so that unfinished work is counted too.</param>
    public async Task<Made> MakeAsync(
        Generation job, Material material, string prompt, Made? story, JobRecorder recorder, IReadOnlyList<ParentRecord> parents, ScreeningLog screened, Action<int> steps,
        CancellationToken cancellationToken)
    {
        await _easels.WaitAsync(cancellationToken);
        try
        {
            using var lease = await catalog.UseImageAsync(job.PictureModel!, cancellationToken);
            var model = lease.Model;
            var started = time.GetUtcNow().UtcDateTime;
            var clock = time.GetTimestamp();
            RgbImage? picture = null;
            string? preview = null;
            var isQuiet = false;
            PromptReading? reading = null;
            string? cutOff = null;
            IReadOnlyList<string>? notLeftOut = null;
            var request = RequestFor(job, prompt, model.Manifest);
            // What starts from a picture has a strength, also after the picture was deleted.
            if (job.SourceId is null && job.Settings.Strength is not null) throw new ModelException("The picture that this starts from is no longer there. Choose another one.");
            var source = job.SourceId is null ? null : await sources.OpenAsync(job, cancellationToken);
            if (source is not null) request = request with { Source = await SourcePictures.ScaleAsync(source, job, model.Manifest, cancellationToken), OnlyMasked = job.Settings.OnlyMasked ?? false, Strength = job.Settings.Strength };
            if (job.Settings.MaskId is not null)
                request = request with { Mask = await sources.OpenMaskAsync(job, request.Source!, cancellationToken), MaskGrow = job.Settings.MaskGrow ?? 0, MaskBlur = job.Settings.MaskBlur ?? 0 };
            await foreach (var progress in model.GenerateAsync(request, cancellationToken))
            {
                if (progress is ImageWords words) reading = words.Reading;
                if (progress is ImageCutOff cut) cutOff = cut.LeftOut;
                if (progress is ImageNotLeftOut kept) notLeftOut = kept.Words;
                if (progress is ImageFinished finished) picture = finished.Image;
                if (progress is not ImageStep step) continue;
                steps(step.Index);
                if (step.Preview is { } rough && !isQuiet) isQuiet = await IsHeldAsync(job, material, model.Manifest, rough, cancellationToken);
                if (isQuiet) preview = null;
                else if (step.Preview is { } shown) preview = $"data:{Png.MediaType};base64,{Convert.ToBase64String(Png.Encode(shown))}";
                recorder.Record(StepEvents.Of(step, preview, time.GetElapsedTime(clock)));
            }

            if (picture is null) throw new ModelException("The model ended without a picture. Try again, or choose another model.");
            IReadOnlyList<Ingredient> origins = [.. source is null ? [] : new[] { Origins.PaintedOver(source) }, .. story is null ? [] : new[] { Origins.Illustrated(story.Output, story.Record) }];
            var painted = new PaintedPicture(picture, model.Manifest, started, reading?.Text ?? request.Prompt, origins)
            {
                Ordinal = story is null ? 0 : 1,
                Words = reading is null && cutOff is null && notLeftOut is null ? null : RecordOf(prompt, reading, cutOff) with { NotLeftOut = notLeftOut },
            };
            return await finisher.FinishAsync(job, material, painted, parents, BuiltInModels.Includes(model.Manifest.Id) ? null : screened, cancellationToken);
        }
        finally
        {
            _easels.Release();
        }
    }

    public void Dispose() => _easels.Dispose();

    /// <summary>Of what a model paints that came from elsewhere, the previews are looked at, too: nobody is to see in the making what they may not see when it is finished.</summary>
    private async Task<bool> IsHeldAsync(Generation job, Material material, ModelManifest model, RgbImage preview, CancellationToken cancellationToken) =>
        !BuiltInModels.Includes(model.Id) && (await finisher.LookAsync(job, material, preview, cancellationToken)).Action >= ScreenAction.Hold;

    private static WordsRecord RecordOf(string asked, PromptReading? reading, string? cutOff) =>
        new(asked, [.. (reading?.Replaced ?? []).Select(word => new WordRecord(word.Word, word.DrawnAs))], reading?.NotUnderstood ?? [], cutOff);

    private static ImageRequest RequestFor(Generation job, string prompt, ModelManifest model) => new()
    {
        // A model that was exchanged for one without the style follows the words alone.
        Prompt = job.Settings.Style is { } style && model.Styles.TryGetValue(style, out var form) ? form.Replace("{prompt}", prompt, StringComparison.Ordinal) : prompt,
        NegativePrompt = job.NegativePrompt ?? "",
        Seed = (ulong)job.Seed,
        Width = job.Settings.Width,
        Height = job.Settings.Height,
        Steps = job.Settings.Steps,
        Guidance = job.Settings.Guidance,
        Scheduler = job.Settings.Scheduler,
        VariationSeed = (ulong?)job.Settings.VariationSeed,
        VariationStrength = job.Settings.VariationStrength ?? 0,
        Openings = model.HasCritic ? job.Settings.PictureOpenings ?? 1 : 1,
        Candidates = model.HasCritic ? Modes.PicturesOf(job.Mode) : 1,
    };
}
