using System.Security.Cryptography;
using System.Text;
using MuseSpark.Client.Outputs;
using MuseSpark.Inference.Image;
using MuseSpark.Inference.Models;
using MuseSpark.Provenance.Assertions;
using MuseSpark.Provenance.Cbor;
using MuseSpark.Provenance.Credentials;
using MuseSpark.Provenance.Metadata;
using MuseSpark.Provenance.Watermarks.Pictures;
using MuseSpark.Web.Generations;
using MuseSpark.Web.Outputs;

namespace MuseSpark.Web.Provenance.Signing;

/// <param name="File">As it is kept: marked, with its source type in XMP and its credentials.</param>
/// <param name="Manifest">URN of the credentials.</param>
/// <param name="MarkId">What the watermark says; null where the picture could not carry one.</param>
public sealed record SignedPicture(byte[] File, string Manifest, long? MarkId, PictureMarkRecord Mark, TimestampRecord? Timestamp);

/// <param name="Credentials">A manifest store to stand beside the text (.c2pa).</param>
public sealed record SignedText(byte[] Credentials, string Manifest, TimestampRecord? Timestamp);

/// <summary>
/// Gives what models make its credentials. They name the program, the model and how it was made, never the prompt, a person or a path:
/// of the prompt there is a salted hash, so that who has the record can prove which one it was.
/// </summary>
public sealed class CredentialWriter(Signatory signatory, SigningIdentities identities, ServerSecret secret, TimeProvider time)
{
    private const string PromptHash = "org.musespark.prompt-hash";
    private readonly PictureWatermark _marks = new(secret.PictureMarks);

    /// <param name="painted">As the model painted it.</param>
    /// <param name="source">The file that the painting started from, with whatever credentials it has.</param>
    public async Task<SignedPicture> SignPictureAsync(Generation job, ModelManifest model, RgbImage painted, byte[]? source, CancellationToken cancellationToken)
    {
        var id = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong))) >> 64 - PictureWatermark.IdBits;
        var marked = CanCarry(painted) ? _marks.Mark(painted.Pixels, painted.Width, painted.Height, id) : null;
        var isMarked = marked?.Outcome == MarkOutcome.Marked;
        var bytes = Png.Encode(isMarked ? painted with { Pixels = marked!.Pixels } : painted);
        var sourceType = source is null ? DigitalSourceTypes.TrainedAlgorithmicMedia : DigitalSourceTypes.CompositeWithTrainedAlgorithmicMedia;
        bytes = XmpSourceType.Write(bytes, sourceType);

        var definition = Define(job, model, Png.MediaType, sourceType, source);
        if (isMarked)
        {
            definition = definition with
            {
                Actions = [.. definition.Actions, new CredentialAction("c2pa.watermarked") { When = time.GetUtcNow(), SoftwareAgent = Generator }],
                Created = [.. definition.Created, new SoftBinding(PictureWatermark.Algorithm, Encoding.ASCII.GetBytes(id.ToString("x10", System.Globalization.CultureInfo.InvariantCulture))).ToAssertion()],
            };
        }

        var signed = await signatory.SignAsync(bytes, definition, job.WorkspaceId, cancellationToken);
        var record = new PictureMarkRecord(PictureWatermark.Algorithm, marked is null ? "too-small" : marked.Outcome switch { MarkOutcome.Marked => "marked", MarkOutcome.TooFlat => "too-flat", _ => "no-room" }, isMarked ? Math.Round(marked!.Psnr, 1) : null);
        return new SignedPicture(signed.Bytes, definition.Label, isMarked ? (long)id : null, record, signed.Timestamp);
    }

    public async Task<SignedText> SignTextAsync(Generation job, ModelManifest model, ReadOnlyMemory<byte> text, CancellationToken cancellationToken)
    {
        var definition = Define(job, model, "text/plain", DigitalSourceTypes.TrainedAlgorithmicMedia, source: null);
        var signed = await signatory.SignSidecarAsync(text, definition, job.WorkspaceId, cancellationToken);
        return new SignedText(signed.Bytes, definition.Label, signed.Timestamp);
    }

    public static Software Generator { get; } = new("MuseSpark", RecordWriter.AppVersion);

    private ManifestDefinition Define(Generation job, ModelManifest model, string mediaType, string sourceType, byte[]? source)
    {
        var agent = new Software(model.Name, model.Version);
        var now = time.GetUtcNow();
        var parent = source is null ? null : new Ingredient(Ingredient.ParentOf) { Title = "The picture it started from", File = source };
        CredentialAction[] actions = parent is null
            ? [new CredentialAction("c2pa.created") { When = now, SoftwareAgent = agent, DigitalSourceType = sourceType }]
            : [new CredentialAction("c2pa.opened", parent) { When = now }, new CredentialAction("c2pa.edited") { When = now, SoftwareAgent = agent, DigitalSourceType = sourceType }];
        return new ManifestDefinition
        {
            Generator = Generator,
            Actions = actions,
            Ingredients = parent is null ? [] : [parent],
            IngredientTrust = parent is null ? MuseSpark.Provenance.Certificates.TrustList.Nobody : identities.Trust(),
            Created =
            [
                new AiDisclosure("c2pa.types.model.onnx", model.Name, $"{model.Id} {model.Version}").ToAssertion(),
                TrainingMining.Everywhere(TrainingUse.NotAllowed).ToAssertion(),
                Assertion.Format(mediaType),
            ],
            Gathered = [Assertion.Cbor(PromptHash, new CborMap { ["alg"] = "hmac-sha256", ["hash"] = HashOf(job) })],
        };
    }

    /// <summary>HMAC-SHA256 of the prompt in UTF-8, with a key that the server derives for each generation.</summary>
    private byte[] HashOf(Generation job) => HMACSHA256.HashData(secret.PromptSalt(job.Id), Encoding.UTF8.GetBytes(job.Prompt));

    private static bool CanCarry(RgbImage picture) =>
        Math.Min(picture.Width, picture.Height) >= PictureWatermark.MinEdge && Math.Max(picture.Width, picture.Height) <= PictureWatermark.MaxEdge;
}
