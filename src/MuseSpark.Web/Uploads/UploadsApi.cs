using System.Security.Claims;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using MuseSpark.Client.Generations;
using MuseSpark.Client.Moderation;
using MuseSpark.Inference.Models;
using MuseSpark.Web.Data;
using MuseSpark.Web.Generations;
using MuseSpark.Web.Moderation.Samples;
using MuseSpark.Web.Moderation.Screening;
using MuseSpark.Web.Outputs;
using MuseSpark.Web.Provenance;
using MuseSpark.Web.Users;
using MuseSpark.Web.Workspaces;

namespace MuseSpark.Web.Uploads;

/// <summary>Pictures that people bring. The file is kept as it came, so that what it says of its origin is kept too.</summary>
public static class UploadsApi
{
    /// <summary>A form has a few bytes more than its file.</summary>
    private const long LargestForm = PictureFile.MaxBytes + 100_000;

    private const int MaxNameLength = 200;

    public static void MapUploads(this IEndpointRouteBuilder app) =>
        app.MapPost("/api/uploads", Create).RequireAuthorization(Policies.SignedIn).WithTags("Uploads")
            // The guard of every changing request has looked at the token already.
            .DisableAntiforgery().WithMetadata(new RequestSizeLimitAttribute(LargestForm));

    private static async Task<Results<CreatedAtRoute<GenerationView>, ProblemHttpResult>> Create(
        IFormFile file, ClaimsPrincipal person, WorkspaceAccess access, MuseSparkDb db, BlobStore blobs, Screener screener, PictureScreen pictures, ModelCatalog catalog, QualitySample samples, TimeProvider time,
        CancellationToken cancellationToken, Guid? workspaceId = null)
    {
        var workspace = workspaceId ?? await access.CurrentAsync(person, cancellationToken);
        var right = workspace is { } asked ? await access.CheckAsync(person, asked, Verb.Make, cancellationToken) : Access.NotMember;
        if (right != Access.Granted) return right.Refuse("workspace");
        if (file.Length > PictureFile.MaxBytes)
            return TypedResults.Problem($"The file is larger than {PictureFile.MaxBytes / 1024 / 1024} MB. Make it smaller first.", statusCode: StatusCodes.Status413PayloadTooLarge);

        var bytes = new byte[file.Length];
        await using (var stream = file.OpenReadStream()) await stream.ReadExactlyAsync(bytes, cancellationToken);
        if (PictureFile.Inspect(bytes) is not { } picture)
            return TypedResults.Problem("That file can't be opened: bring a PNG, JPEG or WebP picture of at most 40 million pixels.", statusCode: StatusCodes.Status415UnsupportedMediaType);

        var now = time.GetUtcNow();
        var work = new Generation
        {
            Id = Guid.CreateVersion7(now),
            WorkspaceId = workspace!.Value,
            UserId = person.UserId()!.Value,
            Kind = Kinds.Upload,
            Mode = Modes.Instant,
            Prompt = NameOf(file),
            Settings = new GenerationSettings(),
            State = GenerationState.Completed,
            CreatedAt = now.UtcDateTime,
            StartedAt = now.UtcDateTime,
            FinishedAt = now.UtcDateTime,
        };
        var output = new Output
        {
            Id = Guid.CreateVersion7(now),
            WorkspaceId = work.WorkspaceId,
            GenerationId = work.Id,
            Kind = OutputKinds.Picture,
            MediaType = picture.MediaType,
            Sha256 = await blobs.PutAsync(bytes, cancellationToken),
            Size = bytes.Length,
            Width = picture.Width,
            Height = picture.Height,
            CreatedAt = work.CreatedAt,
        };
        var screened = new ScreeningLog(time);
        var material = new Material(work.WorkspaceId, work.UserId, Door.Upload, await Surfaces.OfWorkspaceAsync(db, work.WorkspaceId, cancellationToken), work.Id, output.Id);
        screened.Add(material, await screener.TextAsync(material, work.Prompt, cancellationToken));
        screened.Add(material, await pictures.FileAsync(material, picture, bytes, cancellationToken));
        if (screened.Verdict.Action >= ScreenAction.Hold)
        {
            screened.HoldInstead();
            (work.State, work.Error, output.Withheld) = (GenerationState.Held, screened.Verdict.Sentence, Withheld.FromAll);
        }

        await samples.DrawAsync(screened, cancellationToken);
        db.Add(work);
        db.Add(output);
        screened.Store(db);
        db.Add(RecordWriter.DescribeUpload(work, output));
        await db.SaveChangesAsync(cancellationToken);
        return TypedResults.CreatedAtRoute(GenerationViews.Of(work, work.State == GenerationState.Held ? [] : [output], catalog), nameof(GenerationsApi.Get), new { id = work.Id });
    }

    /// <summary>The file's name without folders, control characters and the ending.</summary>
    private static string NameOf(IFormFile file)
    {
        var name = new StringBuilder();
        foreach (var rune in Path.GetFileNameWithoutExtension(file.FileName.Replace('\\', '/')).EnumerateRunes())
            if (!Rune.IsControl(rune) && name.Length < MaxNameLength) name.Append(rune);
        return PromptText.IsBlank(name.ToString()) ? "A picture" : name.ToString().Trim();
    }
}
