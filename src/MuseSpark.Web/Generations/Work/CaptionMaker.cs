using System.Text;
using MuseSpark.Client.Generations;
using MuseSpark.Client.Moderation;
using MuseSpark.Client.Outputs;
using MuseSpark.Inference.Models;
using MuseSpark.Web.Moderation.Screening;
using MuseSpark.Web.Outputs;
using MuseSpark.Web.Provenance;
using MuseSpark.Web.Provenance.Signing;
using MuseSpark.Web.Provenance.Verify;

namespace MuseSpark.Web.Generations.Work;

/// <summary>Says what a job's picture shows.</summary>
public sealed class CaptionMaker(ModelCatalog catalog, Screener screener, SourcePictures sources, CredentialWriter credentials, TimeProvider time)
{
    public async Task<Made> MakeAsync(
        Generation job, Material material, JobRecorder recorder, IReadOnlyList<ParentRecord> parents, ScreeningLog screened, CancellationToken cancellationToken)
    {
        using var lease = await catalog.UseImageAsync(job.PictureModel!, cancellationToken);
        var model = lease.Model;
        var started = time.GetUtcNow().UtcDateTime;
        var picture = await sources.OpenAsync(job, cancellationToken);
        var reading = await model.DescribeAsync(await SourcePictures.ScaleAsync(picture, job, model.Manifest, cancellationToken), cancellationToken);
        var output = TextMaker.OutputOf(job, reading.Text, time.GetUtcNow());
        if (screened.Add(material with { OutputId = output.Id }, await screener.TextAsync(material, reading.Text, cancellationToken)).Action < ScreenAction.Hold)
            recorder.Record(new TextEvent(reading.Text));
        var signed = await credentials.SignTextAsync(job, model.Manifest, Encoding.UTF8.GetBytes(reading.Text), [Origins.Described(picture)], cancellationToken);
        var proof = new Authenticity(signed.Manifest) { Credentials = signed.Credentials, Timestamp = signed.Timestamp, OriginsCut = signed.OriginsCut };
        return new Made(output, RecordWriter.Describe(job, output, model.Manifest, job.Prompt, started, output.CreatedAt, parents, proof, catalog.Provider), Fingerprints.OfText(output));
    }
}
