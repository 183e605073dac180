using System.Security.Cryptography;
using MuseSpark.Client.Outputs;
using MuseSpark.Inference.Image;
using MuseSpark.Inference.Models;
using MuseSpark.Provenance.Assertions;
using MuseSpark.Web.Moderation.Screening;
using MuseSpark.Web.Outputs;
using MuseSpark.Web.Provenance;
using MuseSpark.Web.Provenance.Signing;
using MuseSpark.Web.Provenance.Verify;

namespace MuseSpark.Web.Generations.Work;

/// <summary>A picture as a model made it.</summary>
/// <param name="Given">The words that the model was given in the end.</param>
/// <param name="Origins">From <see cref="Provenance.Signing.Origins"/>: what it was made from.</param>
public sealed record PaintedPicture(RgbImage Image, ModelManifest Model, DateTime StartedAt, string Given, IReadOnlyList<Ingredient> Origins)
{
    /// <summary>Position within the generation, from 0.</summary>
    public int Ordinal { get; init; }

    public WordsRecord? Words { get; init; }
}

/// <summary>Makes outputs of pictures: marked, signed, kept, described and looked at.</summary>
public sealed class PictureFinisher(ModelCatalog catalog, PictureScreen screen, BlobStore blobs, CredentialWriter credentials, TimeProvider time)
{
    /// <param name="screened">Told what was found in the picture; null where nobody need look.</param>
    public async Task<Made> FinishAsync(
        Generation job, Material material, PaintedPicture painted, IReadOnlyList<ParentRecord> parents, ScreeningLog? screened, CancellationToken cancellationToken)
    {
        var picture = painted.Image;
        var signed = await credentials.SignPictureAsync(job, painted.Model, picture, painted.Origins, cancellationToken);
        var bytes = signed.File;
        var output = new Output
        {
            Id = Guid.CreateVersion7(time.GetUtcNow()),
            WorkspaceId = job.WorkspaceId,
            GenerationId = job.Id,
            Ordinal = painted.Ordinal,
            Kind = OutputKinds.Picture,
            MediaType = Png.MediaType,
            Sha256 = await blobs.PutAsync(bytes, cancellationToken),
            Size = bytes.Length,
            Width = picture.Width,
            Height = picture.Height,
            CreatedAt = time.GetUtcNow().UtcDateTime,
        };
        screened?.Add(material with { OutputId = output.Id }, await LookAsync(job, material, picture, cancellationToken));
        var proof = new Authenticity(signed.Manifest)
        {
            MarkId = signed.MarkId,
            PictureMark = signed.Mark,
            Timestamp = signed.Timestamp,
            PaintedSha256 = Convert.ToHexStringLower(SHA256.HashData(picture.Pixels)),
            DigitalSourceType = signed.SourceType,
            OriginsCut = signed.OriginsCut,
        };
        var record = RecordWriter.Describe(job, output, painted.Model, painted.Given, painted.StartedAt, output.CreatedAt, parents, proof, catalog.Provider, painted.Words);
        return new Made(output, record, Fingerprints.OfPicture(output, picture));
    }

    /// <summary>What the screen says of a picture, or of a preview of one.</summary>
    public async Task<Verdict> LookAsync(Generation job, Material material, RgbImage picture, CancellationToken cancellationToken)
    {
        var verdict = await screen.PaintedAsync(material, picture, cancellationToken);
        return job.Cleared ? verdict.AtMostLabel : verdict;
    }
}
