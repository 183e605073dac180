using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using MuseSpark.Client.Generations;
using MuseSpark.Client.Outputs;
using MuseSpark.Inference.Image;
using MuseSpark.Web.Data;
using MuseSpark.Web.Generations;
using MuseSpark.Web.Outputs;
using MuseSpark.Web.Provenance;
using MuseSpark.Web.Users;
using MuseSpark.Web.Workspaces;

namespace MuseSpark.Web.Uploads;

/// <summary>
/// Masks that people draw on pictures. A mask is no work to look at: it is kept in greys alone, stands in no list, and nothing starts from it,
/// describes or publishes it. So it is not screened, and who may not bring pictures unseen can still draw.
/// </summary>
public static class MasksApi
{
    private const int MaxBytes = 4 * 1024 * 1024, MaxEdge = 2048, LargestForm = MaxBytes + 100_000;

    public static void MapMasks(this IEndpointRouteBuilder app) =>
        app.MapPost("/api/masks", Create).RequireAuthorization(Policies.SignedIn).WithTags("Uploads")
            // The guard of every changing request has looked at the token already.
            .DisableAntiforgery().WithMetadata(new RequestSizeLimitAttribute(LargestForm));

    private static async Task<Results<Created<OutputView>, ProblemHttpResult>> Create(
        IFormFile file, ClaimsPrincipal person, WorkspaceAccess access, MuseSparkDb db, BlobStore blobs, TimeProvider time, CancellationToken cancellationToken, Guid? workspaceId = null)
    {
        var workspace = workspaceId ?? await access.CurrentAsync(person, cancellationToken);
        var right = workspace is { } asked ? await access.CheckAsync(person, asked, Verb.Make, cancellationToken) : Access.NotMember;
        if (right != Access.Granted) return right.Refuse("workspace");
        if (file.Length > MaxBytes) return TypedResults.Problem("A mask has at most 4 MB.", statusCode: StatusCodes.Status413PayloadTooLarge);

        var bytes = new byte[file.Length];
        await using (var stream = file.OpenReadStream()) await stream.ReadExactlyAsync(bytes, cancellationToken);
        if (PictureFile.Inspect(bytes) is not { Width: <= MaxEdge, Height: <= MaxEdge } picture || SourcePictures.ReadGrey(bytes, picture.Width, picture.Height) is not { } grey)
            return TypedResults.Problem($"That mask can't be opened: bring a PNG of at most {MaxEdge} x {MaxEdge} pixels, white where the picture is to change.", statusCode: StatusCodes.Status415UnsupportedMediaType);

        bytes = Png.Encode(new RgbImage(grey.Width, grey.Height, [.. grey.Pixels.SelectMany(level => new[] { level, level, level })]));
        var now = time.GetUtcNow();
        var work = new Generation
        {
            Id = Guid.CreateVersion7(now),
            WorkspaceId = workspace!.Value,
            UserId = person.UserId()!.Value,
            Kind = Kinds.Mask,
            Mode = Modes.Instant,
            Prompt = "A mask",
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
            Kind = OutputKinds.Mask,
            MediaType = Png.MediaType,
            Sha256 = await blobs.PutAsync(bytes, cancellationToken),
            Size = bytes.Length,
            Width = grey.Width,
            Height = grey.Height,
            CreatedAt = work.CreatedAt,
        };
        db.Add(work);
        db.Add(output);
        db.Add(RecordWriter.DescribeUpload(work, output));
        await db.SaveChangesAsync(cancellationToken);
        return TypedResults.Created($"/api/outputs/{output.Id}/content", OutputViews.Of(output));
    }

    /// <summary>Removes the mask of a picture that was deleted, unless another one made from the same source still names it.</summary>
    /// <returns>The blobs that it was kept in.</returns>
    internal static async Task<IReadOnlyList<string>> RemoveUnusedAsync(Generation deleted, MuseSparkDb db, CancellationToken cancellationToken)
    {
        if (deleted.Settings.MaskId is not { } mask || deleted.SourceId is not { } source) return [];
        var others = await db.Generations.Where(g => g.WorkspaceId == deleted.WorkspaceId && g.SourceId == source).Select(g => g.Settings).ToListAsync(cancellationToken);
        if (others.Any(settings => settings.MaskId == mask)) return [];
        var drawn = db.AllOutputs.Where(o => o.WorkspaceId == deleted.WorkspaceId && o.Id == mask && o.Kind == OutputKinds.Mask);
        var blobs = await drawn.Select(o => o.Sha256).ToListAsync(cancellationToken);
        await db.Generations.Where(g => g.WorkspaceId == deleted.WorkspaceId && drawn.Any(o => o.GenerationId == g.Id)).ExecuteDeleteAsync(cancellationToken);
        return blobs;
    }
}
