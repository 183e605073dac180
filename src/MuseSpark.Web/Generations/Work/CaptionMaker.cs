using System.Text;
using MuseSpark.Client.Generations;
using MuseSpark.Client.Outputs;
using MuseSpark.Inference.Models;
using MuseSpark.Web.Outputs;
using MuseSpark.Web.Provenance;
using MuseSpark.Web.Provenance.Signing;
using MuseSpark.Web.Provenance.Verify;

namespace MuseSpark.Web.Generations.Work;

/// <summary>Says what a job's picture shows.</summary>
public sealed class CaptionMaker(ModelCatalog catalog, SourcePictures sources, CredentialWriter credentials, TimeProvider time)
{
    public async Task<Made> MakeAsync(Generation job, JobRecorder recorder, IReadOnlyList<ParentRecord> parents, CancellationToken cancellationToken)
    {
        var model = await catalog.LoadImageAsync(job.PictureModel!, cancellationToken);
        var started = time.GetUtcNow().UtcDateTime;
        var picture = await sources.OpenAsync(job, cancellationToken);
        var reading = await model.DescribeAsync(SourcePictures.Scale(picture, job, model.Manifest), cancellationToken);
        recorder.Record(new TextEvent(reading.Text));
        var output = TextMaker.OutputOf(job, reading.Text, time.GetUtcNow());
        var signed = await credentials.SignTextAsync(job, model.Manifest, Encoding.UTF8.GetBytes(reading.Text), [Origins.Described(picture)], cancellationToken);
        var proof = new Authenticity(signed.Manifest) { Credentials = signed.Credentials, Timestamp = signed.Timestamp, OriginsCut = signed.OriginsCut };
        return new Made(output, RecordWriter.Describe(job, output, model.Manifest, job.Prompt, started, output.CreatedAt, parents, proof), Fingerprints.OfText(output));
    }
}
