using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using MuseSpark.Client.Generations;
using MuseSpark.Client.Outputs;
using MuseSpark.Inference.Image;
using MuseSpark.Web.Data;
using MuseSpark.Web.Outputs;
using MuseSpark.Web.Provenance;
using MuseSpark.Web.Users;
using MuseSpark.Web.Workspaces;

namespace MuseSpark.Web.Uploads;

/// <summary>
/// Masks that people draw on pictures. A mask is no work to look at: it is kept in greys alone, opens for its maker and for reviewers only, stands in
/// no list, and nothing starts from it, describes or publishes it. So it is not screened, and who may not bring pictures unseen can still draw.
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
        var (brought, refusal) = await BroughtFile.ReadAsync(file, MaxBytes, person, workspaceId, access, cancellationToken);
        if (brought is null) return refusal!;
        var bytes = brought.Bytes;
        if (PictureFile.Inspect(bytes) is not { Width: <= MaxEdge, Height: <= MaxEdge } picture || await SourcePictures.ReadGreyAsync(bytes, picture.Width, picture.Height, cancellationToken) is not { } grey)
            return TypedResults.Problem($"That mask can't be opened: bring a PNG of at most {MaxEdge} x {MaxEdge} pixels, white where the picture is to change.", statusCode: StatusCodes.Status415UnsupportedMediaType);

        var rgb = new byte[3 * grey.Pixels.Length];
        for (var i = 0; i < rgb.Length; i++) rgb[i] = grey.Pixels[i / 3];
        bytes = Png.Encode(new RgbImage(grey.Width, grey.Height, rgb));
        var (work, output) = (brought with { Bytes = bytes }).Become(
            Kinds.Mask, OutputKinds.Mask, "A mask", new(Png.MediaType, grey.Width, grey.Height), await blobs.PutAsync(bytes, cancellationToken), time.GetUtcNow());
        output.Withheld = Withheld.FromOthers;
        db.Add(work);
        db.Add(output);
        db.Add(RecordWriter.DescribeUpload(work, output));
        await db.SaveChangesAsync(cancellationToken);
        return TypedResults.Created($"/api/outputs/{output.Id}/content", OutputViews.Of(output));
    }
}
