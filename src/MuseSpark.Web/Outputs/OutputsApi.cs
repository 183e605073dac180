using System.Security.Claims;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Net.Http.Headers;
using MuseSpark.Client.Outputs;
using MuseSpark.Inference.Models;
using MuseSpark.Web.Data;
using MuseSpark.Web.Provenance;
using MuseSpark.Web.Provenance.Graph;
using MuseSpark.Web.Users;
using MuseSpark.Web.Workspaces;

namespace MuseSpark.Web.Outputs;

public static class OutputsApi
{
    private static readonly int[] ThumbnailSizes = [64, 128, 256, 512];

    public static void MapOutputs(this IEndpointRouteBuilder app)
    {
        var outputs = app.MapGroup("/api/outputs/{id:guid}").RequireAuthorization(Policies.SignedIn).WithTags("Outputs");
        outputs.MapGet("content", Content);
        outputs.MapGet("thumbnail", Thumbnail);
        outputs.MapGet("provenance", Provenance);
        outputs.MapGet("graph", Graph);
        outputs.MapPost("reproduce", ReproductionApi.Reproduce);
        outputs.MapGet("reproduction/{generationId:guid}", ReproductionApi.Compare).WithName(nameof(ReproductionApi.Compare));
        outputs.MapGet("reproduction/{generationId:guid}/difference", ReproductionApi.Difference);
    }

    private static async Task<IResult> Content(
        Guid id, ClaimsPrincipal person, WorkspaceAccess access, MuseSparkDb db, BlobStore blobs, HttpResponse response, CancellationToken cancellationToken,
        string? download = null)
    {
        var (output, right) = await FindAsync(id, Verb.View, person, access, db, cancellationToken);
        if (output is null) return right.Refuse("work");
        var name = download is "1" or "true" ? await FileNameAsync(output, db, cancellationToken) : null;
        var tag = new EntityTagHeaderValue($"\"{output.Sha256}\"");
        if (output.Text is not null)
        {
            Harden(response);
            return TypedResults.Bytes(Encoding.UTF8.GetBytes(output.Text), output.MediaType, name, enableRangeProcessing: true, output.CreatedAt, tag);
        }

        if (blobs.Find(output.Sha256) is not { } file) return Gone();
        Harden(response);
        return TypedResults.PhysicalFile(file.FullName, output.MediaType, name, output.CreatedAt, tag, enableRangeProcessing: true);
    }

    private static async Task<IResult> Thumbnail(
        Guid id, ClaimsPrincipal person, WorkspaceAccess access, MuseSparkDb db, BlobStore blobs, HttpResponse response, CancellationToken cancellationToken,
        int size = 256)
    {
        var (output, right) = await FindAsync(id, Verb.View, person, access, db, cancellationToken);
        if (output is null) return right.Refuse("work");
        if (output.Text is not null || !ThumbnailSizes.Contains(size))
            return TypedResults.Problem($"Pictures have thumbnails, in sizes {string.Join(", ", ThumbnailSizes)}.", statusCode: StatusCodes.Status400BadRequest);
        if (blobs.Find(output.Sha256) is not { } file) return Gone();
        if (Math.Max(output.Width ?? 0, output.Height ?? 0) <= size)
        {
            Harden(response);
            return TypedResults.PhysicalFile(file.FullName, output.MediaType, null, output.CreatedAt, new EntityTagHeaderValue($"\"{output.Sha256}\""));
        }

        if (await Png.ShrinkAsync(file.FullName, size, cancellationToken) is not { } small) return Gone();
        Harden(response);
        return TypedResults.Bytes(small, Png.MediaType, null, enableRangeProcessing: false, output.CreatedAt, new EntityTagHeaderValue($"\"{output.Sha256}-{size}\""));
    }

    private static async Task<Results<Ok<ProvenanceView>, ProblemHttpResult>> Provenance(
        Guid id, ClaimsPrincipal person, WorkspaceAccess access, MuseSparkDb db, CancellationToken cancellationToken)
    {
        var (output, right) = await FindAsync(id, Verb.View, person, access, db, cancellationToken);
        if (output is null) return right.Refuse("work");
        return TypedResults.Ok((await db.ProvenanceRecords.AsNoTracking()
            .SingleAsync(r => r.WorkspaceId == output.WorkspaceId && r.OutputId == id, cancellationToken)).Document);
    }

    private static async Task<Results<Ok<OutputGraph>, ProblemHttpResult>> Graph(
        Guid id, ClaimsPrincipal person, WorkspaceAccess access, MuseSparkDb db, ModelCatalog catalog, CancellationToken cancellationToken)
    {
        var (output, right) = await FindAsync(id, Verb.View, person, access, db, cancellationToken);
        if (output is null) return right.Refuse("work");
        var walk = new GraphWalk(db, output.WorkspaceId);
        await walk.FromAsync(output.GenerationId, cancellationToken);
        return TypedResults.Ok(GraphWriter.Write(output, walk, catalog));
    }

    internal static async Task<(Output? Output, Access Right)> FindAsync(
        Guid id, Verb verb, ClaimsPrincipal person, WorkspaceAccess access, MuseSparkDb db, CancellationToken cancellationToken)
    {
        var output = await db.AllOutputs.AsNoTracking().SingleOrDefaultAsync(o => o.Id == id, cancellationToken);
        var right = output is null ? Access.NotMember : await access.CheckAsync(person, output.WorkspaceId, verb, cancellationToken);
        if (right == Access.Granted && output!.Withheld != Withheld.No)
        {
            var author = await db.Generations.Where(g => g.WorkspaceId == output.WorkspaceId && g.Id == output.GenerationId).Select(g => g.UserId).SingleAsync(cancellationToken);
            if (!(await access.SightAsync(person, output.WorkspaceId, cancellationToken)).Sees(output, author)) right = Access.NotMember;
        }

        return (right == Access.Granted ? output : null, right);
    }

    /// <summary>The bytes of an output never change, and nothing in them may run, wherever they are opened. For answers with such bytes alone: a refusal must not be kept.</summary>
    internal static void Harden(HttpResponse response)
    {
        response.Headers.CacheControl = "private, max-age=31536000, immutable";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
    }

    internal static async Task<string> FileNameAsync(Output output, MuseSparkDb db, CancellationToken cancellationToken)
    {
        var prompt = await db.Generations.Where(g => g.WorkspaceId == output.WorkspaceId && g.Id == output.GenerationId)
            .Select(g => g.Prompt).SingleAsync(cancellationToken);
        var words = new string([.. prompt.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : ' ')])
            .Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(8);
        return $"{string.Join('-', words.Prepend("musespark").Select(word => word.Length > 20 ? word[..20] : word))}{EndingOf(output.MediaType)}";
    }

    internal static string EndingOf(string mediaType) => mediaType switch { "image/png" => ".png", "image/jpeg" => ".jpg", "image/webp" => ".webp", _ => ".txt" };

    /// <summary>Not kept by browsers (as everything below /api that says nothing else), since a file may come back from a backup.</summary>
    internal static ProblemHttpResult Gone() =>
        TypedResults.Problem("The file of this work is missing from the server's data folder. Restore it from a backup, or make it again.", statusCode: StatusCodes.Status404NotFound);
}
