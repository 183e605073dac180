using System.Security.Cryptography;
using System.Text;
using MuseSpark.Client.Generations;
using MuseSpark.Client.Outputs;
using MuseSpark.Client.Outputs.Edits;
using MuseSpark.Inference.Image;
using MuseSpark.Inference.Models;
using MuseSpark.Provenance.Assertions;
using MuseSpark.Provenance.Cbor;
using MuseSpark.Provenance.Containers;
using MuseSpark.Provenance.Credentials;
using MuseSpark.Provenance.Metadata;
using MuseSpark.Provenance.Watermarks.Pictures;
using MuseSpark.Web.Generations;
using MuseSpark.Web.Outputs;

namespace MuseSpark.Web.Provenance.Signing;

/// <param name="File">As it is kept: marked, with its source type in XMP and its credentials.</param>
/// <param name="Manifest">URN of the credentials.</param>
/// <param name="MarkId">What the watermark says; null where the picture could not carry one.</param>
/// <param name="SourceType">One of <see cref="DigitalSourceTypes"/>, which the file says in XMP, too.</param>
/// <param name="OriginsCut">The credentials of what it was made from did not fit.</param>
public sealed record SignedPicture(byte[] File, string Manifest, string SourceType, long? MarkId, PictureMarkRecord Mark, TimestampRecord? Timestamp, bool OriginsCut);

/// <param name="Credentials">A manifest store to stand beside the text (.c2pa).</param>
public sealed record SignedText(byte[] Credentials, string Manifest, TimestampRecord? Timestamp, bool OriginsCut);

/// <summary>
/// Gives what models make its credentials. They name the program, the model and how it was made, never the prompt, a person or a path:
/// of the prompt there is a salted hash, so that who has the record can prove which one it was.
/// </summary>
public sealed class CredentialWriter(Signatory signatory, SigningIdentities identities, ServerSecret secret, TimeProvider time)
{
    private const string PromptHash = "org.musespark.prompt-hash", HumanWords = "org.musespark.human-words";
    private readonly PictureWatermark _marks = new(secret.PictureMarks);

    /// <param name="painted">As the model painted it.</param>
    /// <param name="origins">From <see cref="Origins"/>: what it was painted over, what it enlarges, what it illustrates.</param>
    public async Task<SignedPicture> SignPictureAsync(Generation job, ModelManifest model, RgbImage painted, IReadOnlyList<Ingredient> origins, CancellationToken cancellationToken)
    {
        var id = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong))) >> 64 - PictureWatermark.IdBits;
        var marked = CanCarry(painted) ? _marks.Mark(painted.Pixels, painted.Width, painted.Height, id) : null;
        var isMarked = marked?.Outcome == MarkOutcome.Marked;
        var bytes = Png.Encode(isMarked ? painted with { Pixels = marked!.Pixels } : painted);
        var sourceType = SourceTypeOf(job, origins);
        bytes = XmpSourceType.Write(bytes, sourceType);

        var (definition, cut) = Define(job, model, Png.MediaType, origins);
        if (isMarked)
        {
            definition = definition with
            {
                Actions = [.. definition.Actions, new CredentialAction("c2pa.watermarked") { When = time.GetUtcNow(), SoftwareAgent = Generator }],
                Created = [.. definition.Created, new SoftBinding(PictureWatermark.Algorithm, Encoding.ASCII.GetBytes(id.ToString("x10", System.Globalization.CultureInfo.InvariantCulture))).ToAssertion()],
            };
        }

        var signed = await signatory.SignAsync(bytes, Png.MediaType, definition, job.WorkspaceId, cancellationToken);
        var record = new PictureMarkRecord(PictureWatermark.Algorithm, marked is null ? "too-small" : marked.Outcome switch { MarkOutcome.Marked => "marked", MarkOutcome.TooFlat => "too-flat", _ => "no-room" }, isMarked ? Math.Round(marked!.Psnr, 1) : null);
        return new SignedPicture(signed.Bytes, definition.Label, sourceType, isMarked ? (long)id : null, record, signed.Timestamp, cut);
    }

    /// <param name="origins">From <see cref="Origins"/>: what it describes.</param>
    public Task<SignedText> SignTextAsync(Generation job, ModelManifest model, ReadOnlyMemory<byte> text, IReadOnlyList<Ingredient> origins, CancellationToken cancellationToken)
    {
        var (definition, cut) = Define(job, model, "text/plain", origins);
        return BesideAsync(job, text, definition, cut, cancellationToken);
    }

    /// <summary>Of a person's version of a text: that it was edited, how many words are a person's, and what was there before.</summary>
    public Task<SignedText> SignEditAsync(Generation job, ReadOnlyMemory<byte> text, Ingredient before, EditRecord edit, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var (fitting, cut) = Origins.Fit([before]);
        var parent = fitting[0];
        return BesideAsync(job, text, new ManifestDefinition
        {
            Generator = Generator,
            Actions =
            [
                new CredentialAction("c2pa.opened", parent) { When = now },
                new CredentialAction("c2pa.edited")
                {
                    When = now,
                    SoftwareAgent = Generator,
                    DigitalSourceType = DigitalSourceTypes.CompositeWithTrainedAlgorithmicMedia,
                    Description = $"Edited by a person, who wrote {edit.HumanWords} of {edit.Words} words.",
                },
            ],
            Ingredients = [parent],
            IngredientTrust = identities.Trust(),
            Created =
            [
                .. Disclose(edit.Model),
                TrainingMining.Everywhere(TrainingUse.NotAllowed).ToAssertion(),
                Assertion.Format("text/plain"),
                Assertion.Cbor(HumanWords, new CborMap { ["words"] = edit.Words, ["human"] = edit.HumanWords }),
            ],
        }, cut, cancellationToken);
    }

    private async Task<SignedText> BesideAsync(Generation job, ReadOnlyMemory<byte> text, ManifestDefinition definition, bool cut, CancellationToken cancellationToken)
    {
        var signed = await signatory.SignSidecarAsync(text, definition, job.WorkspaceId, cancellationToken);
        return new SignedText(signed.Bytes, definition.Label, signed.Timestamp, cut);
    }

    /// <summary>Whatever a model changes of a picture is a composite, except that one which is a model's alone is no less so when a model has enlarged it.</summary>
    private static string SourceTypeOf(Generation job, IReadOnlyList<Ingredient> origins)
    {
        var parent = origins.FirstOrDefault(origin => origin.Relationship == Ingredient.ParentOf);
        return parent is null || (job.Kind == Kinds.Enlarge && SaidOf(parent) == DigitalSourceTypes.TrainedAlgorithmicMedia)
            ? DigitalSourceTypes.TrainedAlgorithmicMedia : DigitalSourceTypes.CompositeWithTrainedAlgorithmicMedia;
    }

    /// <summary>What a picture says of itself in XMP; null where it says nothing that can be read.</summary>
    private static string? SaidOf(Ingredient picture)
    {
        try
        {
            return XmpSourceType.Read(picture.File!.Value.Span);
        }
        catch (ContainerException)
        {
            return null;
        }
    }

    public static Software Generator { get; } = new("MuseSpark", RecordWriter.AppVersion);

    /// <summary>Which model had a part in it, where that is known.</summary>
    public static IEnumerable<Assertion> Disclose(ModelRecord? model) =>
        model is null ? [] : [new AiDisclosure("c2pa.types.model.onnx", model.Name, $"{model.Id} {model.Version}").ToAssertion()];

    private (ManifestDefinition Definition, bool Cut) Define(Generation job, ModelManifest model, string mediaType, IReadOnlyList<Ingredient> origins)
    {
        var (ingredients, cut) = Origins.Fit(origins);
        var agent = new Software(model.Name, model.Version);
        var now = time.GetUtcNow();
        var parent = ingredients.FirstOrDefault(ingredient => ingredient.Relationship == Ingredient.ParentOf);
        // What was an input is named by the action that it was an input to.
        var made = new CredentialAction(parent is null ? "c2pa.created" : job.Kind == Kinds.Enlarge ? "c2pa.resized" : "c2pa.edited", [.. ingredients.Where(ingredient => ingredient.Relationship == Ingredient.InputTo)])
        {
            When = now,
            SoftwareAgent = agent,
            DigitalSourceType = SourceTypeOf(job, origins),
        };
        return (new ManifestDefinition
        {
            Generator = Generator,
            Actions = parent is null ? [made] : [new CredentialAction("c2pa.opened", parent) { When = now }, made],
            Ingredients = ingredients,
            IngredientTrust = ingredients.Count == 0 ? MuseSpark.Provenance.Certificates.TrustList.Nobody : identities.Trust(),
            Created =
            [
                .. Disclose(RecordWriter.Describe(model)),
                TrainingMining.Everywhere(TrainingUse.NotAllowed).ToAssertion(),
                Assertion.Format(mediaType),
            ],
            Gathered = [Assertion.Cbor(PromptHash, new CborMap { ["alg"] = "hmac-sha256", ["hash"] = HashOf(job) })],
        }, cut);
    }

    /// <summary>HMAC-SHA256 of the prompt in UTF-8, with a key that the server derives for each generation.</summary>
    private byte[] HashOf(Generation job) => HMACSHA256.HashData(secret.PromptSalt(job.Id), Encoding.UTF8.GetBytes(job.Prompt));

    private static bool CanCarry(RgbImage picture) =>
        Math.Min(picture.Width, picture.Height) >= PictureWatermark.MinEdge && Math.Max(picture.Width, picture.Height) <= PictureWatermark.MaxEdge;
}
