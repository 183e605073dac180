using System.Reflection;
using System.Runtime.InteropServices;
using MuseSpark.Client.Generations;
using MuseSpark.Client.Outputs;
using MuseSpark.Client.Outputs.Edits;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Onnx;
using MuseSpark.Web.Outputs;

namespace MuseSpark.Web.Provenance;

/// <summary>By what an output can be recognised later.</summary>
/// <param name="Manifest">URN of its credentials.</param>
public sealed record Authenticity(string Manifest)
{
    public byte[]? Credentials { get; init; }
    public long? MarkId { get; init; }
    public PictureMarkRecord? PictureMark { get; init; }
    public string? PaintedSha256 { get; init; }
    public string? DigitalSourceType { get; init; }
    public string? TextMark { get; init; }
    public TimestampRecord? Timestamp { get; init; }

    /// <summary>The credentials of what it was made from did not fit into its own.</summary>
    public bool OriginsCut { get; init; }
}

/// <summary>Writes down how an output was made, as completely as making it again needs.</summary>
public static class RecordWriter
{
    public static string AppVersion { get; } =
        typeof(RecordWriter).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    private static readonly RuntimeRecord Runtime = new(
        AppVersion, OnnxSession.RuntimeVersion, ExecutionProviders.Cpu, $"{RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}");

    /// <param name="expandedPrompt">What the model was given in the end.</param>
    /// <param name="provider">What its graphs ran on.</param>
    public static ProvenanceRecord Describe(
        Generations.Generation job, Output output, ModelManifest model, string expandedPrompt, DateTime startedAt, DateTime finishedAt,
        IReadOnlyList<ParentRecord> parents, Authenticity proof, string provider, WordsRecord? words = null) => new()
        {
            OutputId = output.Id,
            WorkspaceId = output.WorkspaceId,
            CreatedAt = finishedAt,
            Manifest = proof.Manifest,
            MarkId = proof.MarkId,
            Credentials = proof.Credentials,
            Document = new ProvenanceView
            {
                OutputId = output.Id,
                GenerationId = job.Id,
                Kind = output.Kind,
                OutputSha256 = output.Sha256,
                MediaType = output.MediaType,
                Prompt = job.Prompt,
                NegativePrompt = job.NegativePrompt,
                ExpandedPrompt = expandedPrompt,
                Words = words,
                Model = Describe(model),
                Runtime = Runtime with { ExecutionProvider = provider },
                Settings = SettingsOf(output.Kind, job.Settings),
                Seed = job.Seed,
                Mode = output.Kind == OutputKinds.Text || model.HasCritic ? job.Mode : Modes.Instant,
                RequestedAt = job.CreatedAt,
                StartedAt = startedAt,
                FinishedAt = finishedAt,
                PaintedSha256 = proof.PaintedSha256,
                DigitalSourceType = proof.DigitalSourceType,
                Manifest = proof.Manifest,
                PictureMark = proof.PictureMark,
                TextMark = proof.TextMark,
                Timestamp = proof.Timestamp,
                OriginsCut = proof.OriginsCut,
                Parents = parents,
            },
        };

    /// <summary>Of a picture from outside, only what can be seen from here.</summary>
    public static ProvenanceRecord DescribeUpload(Generations.Generation upload, Output output) => new()
    {
        OutputId = output.Id,
        WorkspaceId = output.WorkspaceId,
        CreatedAt = output.CreatedAt,
        Document = new ProvenanceView
        {
            OutputId = output.Id,
            GenerationId = upload.Id,
            Kind = output.Kind,
            OutputSha256 = output.Sha256,
            MediaType = output.MediaType,
            Prompt = upload.Prompt,
            ExpandedPrompt = "",
            Settings = upload.Settings,
            Seed = 0,
            RequestedAt = upload.CreatedAt,
            StartedAt = upload.CreatedAt,
            FinishedAt = upload.CreatedAt,
        },
    };

    /// <summary>Of a person's version of a text.</summary>
    public static ProvenanceRecord DescribeEdit(Generations.Generation job, Output output, EditRecord edit, Output before, Authenticity proof) => new()
    {
        OutputId = output.Id,
        WorkspaceId = output.WorkspaceId,
        CreatedAt = output.CreatedAt,
        Manifest = proof.Manifest,
        Credentials = proof.Credentials,
        Document = new ProvenanceView
        {
            OutputId = output.Id,
            GenerationId = job.Id,
            Kind = output.Kind,
            OutputSha256 = output.Sha256,
            MediaType = output.MediaType,
            Prompt = job.Prompt,
            ExpandedPrompt = "",
            Settings = job.Settings,
            Seed = 0,
            RequestedAt = job.CreatedAt,
            StartedAt = job.CreatedAt,
            FinishedAt = job.CreatedAt,
            Manifest = proof.Manifest,
            Timestamp = proof.Timestamp,
            Edit = edit,
            OriginsCut = proof.OriginsCut,
            Parents = [new ParentRecord("edits", before.GenerationId, before.Id, before.Sha256)],
        },
    };

    public static ModelRecord Describe(ModelManifest model) => new(
        model.Id, model.Name, model.Version, model.Licence, model.Files,
        model.Files.FirstOrDefault(file => file.Key is "tokenizer.json" or "tokenizer/tokenizer.json").Value ?? "");

    /// <summary>The settings that had a part in this output: a story's picture is not shaped by the story's temperature.</summary>
    private static GenerationSettings SettingsOf(string outputKind, GenerationSettings all) => outputKind == OutputKinds.Picture
        ? new()
        {
            Width = all.Width,
            Height = all.Height,
            Steps = all.Steps,
            Guidance = all.Guidance,
            Scheduler = all.Scheduler,
            PictureOpenings = all.PictureOpenings,
            Strength = all.Strength,
            MaskId = all.MaskId,
            MaskGrow = all.MaskGrow,
            MaskBlur = all.MaskBlur,
            OnlyMasked = all.OnlyMasked,
            VariationSeed = all.VariationSeed,
            VariationStrength = all.VariationStrength,
            Enlarge = all.Enlarge,
        }
        : all with { Width = null, Height = null, Steps = null, Guidance = null, Scheduler = null, PictureOpenings = null };
}
