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
        var (brought, refusal) = await BroughtFile.ReadAsync(file, PictureFile.MaxBytes, person, workspaceId, access, cancellationToken);
        if (brought is null) return refusal!;
        if (PictureFile.Inspect(brought.Bytes) is not { } picture)
            return TypedResults.Problem("That file can't be opened: bring a PNG, JPEG or WebP picture of at most 40 million pixels.", statusCode: StatusCodes.Status415UnsupportedMediaType);

        var (work, output) = brought.Become(Kinds.Upload, OutputKinds.Picture, NameOf(file), picture, await blobs.PutAsync(brought.Bytes, cancellationToken), time.GetUtcNow());
        var screened = new ScreeningLog(time);
        var material = new Material(work.WorkspaceId, work.UserId, Door.Upload, await Surfaces.OfWorkspaceAsync(db, work.WorkspaceId, cancellationToken), work.Id, output.Id);
        screened.Add(material, await screener.TextAsync(material, work.Prompt, cancellationToken));
        screened.Add(material, await pictures.FileAsync(material, picture, brought.Bytes, cancellationToken));
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
