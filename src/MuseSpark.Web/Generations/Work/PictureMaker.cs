using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using MuseSpark.Client.Generations;
using MuseSpark.Client.Outputs;
using MuseSpark.Inference.Image;
using MuseSpark.Inference.Models;
using MuseSpark.Web.Outputs;
using MuseSpark.Web.Provenance;
using MuseSpark.Web.Provenance.Signing;
using MuseSpark.Web.Provenance.Verify;

namespace MuseSpark.Web.Generations.Work;

/// <summary>Paints a job's picture, telling the recorder of each step.</summary>
public sealed class PictureMaker(ModelCatalog catalog, BlobStore blobs, SourcePictures sources, CredentialWriter credentials, IOptions<WorkerOptions> options, TimeProvider time) : IDisposable
{
    /// <summary>Stories paint too, from the text workers: this bounds how many pictures are in memory at once.</summary>
    private readonly SemaphoreSlim _easels = new(Math.Max(1, options.Value.Picture));

    /// <param name="prompt">The person's words, or the scene line of a story.</param>
    /// <param name="steps">Told the number of steps so far, so that unfinished work is counted too.</param>
    public async Task<Made> MakeAsync(
        Generation job, string prompt, int ordinal, JobRecorder recorder, IReadOnlyList<ParentRecord> parents, Action<int> steps, CancellationToken cancellationToken)
    {
        await _easels.WaitAsync(cancellationToken);
        try
        {
            var model = await catalog.LoadImageAsync(job.PictureModel!, cancellationToken);
            var started = time.GetUtcNow().UtcDateTime;
            var clock = time.GetTimestamp();
            RgbImage? picture = null;
            string? preview = null;
            PromptReading? reading = null;
            var request = RequestFor(job, prompt, model.Manifest);
            var source = job.SourceId is null ? null : await sources.OpenAsync(job, cancellationToken);
            if (source is not null) request = request with { Source = SourcePictures.Scale(source, job, model.Manifest), Strength = job.Settings.Strength };
            await foreach (var progress in model.GenerateAsync(request, cancellationToken))
            {
                if (progress is ImageWords words) reading = words.Reading;
                if (progress is ImageFinished finished) picture = finished.Image;
                if (progress is not ImageStep step) continue;
                steps(step.Index);
                var left = time.GetElapsedTime(clock) / step.Index * (step.Total - step.Index);
                if (step.Preview is { } rough) preview = $"data:{Png.MediaType};base64,{Convert.ToBase64String(Png.Encode(rough))}";
                recorder.Record(new StepEvent(step.Index, step.Total, preview, (long)left.TotalMilliseconds));
            }

            if (picture is null) throw new ModelException("The model ended without a picture. Try again, or choose another model.");
            var signed = await credentials.SignPictureAsync(job, model.Manifest, picture, source, cancellationToken);
            var bytes = signed.File;
            var output = new Output
            {
                Id = Guid.CreateVersion7(time.GetUtcNow()),
                WorkspaceId = job.WorkspaceId,
                GenerationId = job.Id,
                Ordinal = ordinal,
                Kind = OutputKinds.Picture,
                MediaType = Png.MediaType,
                Sha256 = await blobs.PutAsync(bytes, cancellationToken),
                Size = bytes.Length,
                Width = picture.Width,
                Height = picture.Height,
                CreatedAt = time.GetUtcNow().UtcDateTime,
            };
            return new Made(output, RecordWriter.Describe(
                job, output, model.Manifest, reading?.Text ?? prompt, started, output.CreatedAt, parents,
                new Authenticity(signed.Manifest) { MarkId = signed.MarkId, PictureMark = signed.Mark, Timestamp = signed.Timestamp, PaintedSha256 = Convert.ToHexStringLower(SHA256.HashData(picture.Pixels)) },
                reading is null ? null : RecordOf(prompt, reading)), Fingerprints.OfPicture(output, picture));
        }
        finally
        {
            _easels.Release();
        }
    }

    public void Dispose() => _easels.Dispose();

    private static WordsRecord RecordOf(string asked, PromptReading reading) =>
        new(asked, [.. reading.Replaced.Select(word => new WordRecord(word.Word, word.DrawnAs))], reading.NotUnderstood);

    private static ImageRequest RequestFor(Generation job, string prompt, ModelManifest model) => new()
    {
        Prompt = prompt,
        NegativePrompt = job.NegativePrompt ?? "",
        Seed = (ulong)job.Seed,
        Width = job.Settings.Width,
        Height = job.Settings.Height,
        Steps = job.Settings.Steps,
        Guidance = job.Settings.Guidance,
        Scheduler = job.Settings.Scheduler,
        Candidates = model.HasCritic ? Modes.PicturesOf(job.Mode) : 1,
    };
}
