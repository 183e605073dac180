using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using MuseSpark.Client.Generations;
using MuseSpark.Client.Outputs;
using MuseSpark.Inference.Models;
using MuseSpark.Web.Data;
using MuseSpark.Web.Generations;
using MuseSpark.Web.Outputs;
using MuseSpark.Web.Users;
using MuseSpark.Web.Workspaces;

namespace MuseSpark.Web.Provenance;

/// <summary>"Make again": the same job once more, and whether the same bytes came of it.</summary>
public static class ReproductionApi
{
    internal static async Task<Results<AcceptedAtRoute<ReproductionView>, ProblemHttpResult>> Reproduce(
        Guid id, ClaimsPrincipal person, WorkspaceAccess access, MuseSparkDb db, ModelCatalog catalog, JobIntake intake, CancellationToken cancellationToken)
    {
        var (output, right) = await OutputsApi.FindAsync(id, Verb.Make, person, access, db, cancellationToken);
        if (output is null) return right.Refuse("work");
        var original = await db.Generations.AsNoTracking()
            .SingleAsync(g => g.WorkspaceId == output.WorkspaceId && g.Id == output.GenerationId, cancellationToken);
        if (Kinds.IsBrought(original.Kind))
            return TypedResults.Problem("This was brought from outside, so it can't be made again here.", statusCode: StatusCodes.Status409Conflict);
        if (original.Kind == Kinds.Edit)
            return TypedResults.Problem("A person wrote this, so no model can make it again.", statusCode: StatusCodes.Status409Conflict);
        foreach (var model in new[] { original.TextModel, original.PictureModel }.OfType<string>())
        {
            if (!catalog.Models.Any(m => m.Problem is null && m.Manifest.Id == model))
                return TypedResults.Problem($"The model {model}, which made this, can't be used on this server any more.", statusCode: StatusCodes.Status409Conflict);
        }

        var (again, refusal) = await intake.AgainAsync(original, person.UserId()!.Value, cancellationToken);
        if (again is not null) refusal = await intake.AcceptAsync(again, askReview: false, cancellationToken);
        if (again is null || refusal is not null) return TypedResults.Problem(refusal!.Sentence, statusCode: refusal.Status);
        return TypedResults.AcceptedAtRoute(
            new ReproductionView(again.Id, again.State, null, output.Sha256, null, []), nameof(Compare), new { id, generationId = again.Id });
    }

    internal static async Task<Results<Ok<ReproductionView>, ProblemHttpResult>> Compare(
        Guid id, Guid generationId, ClaimsPrincipal person, WorkspaceAccess access, MuseSparkDb db, BlobStore blobs, CancellationToken cancellationToken)
    {
        var (output, right) = await OutputsApi.FindAsync(id, Verb.View, person, access, db, cancellationToken);
        if (output is null) return right.Refuse("work");
        var again = await db.Generations.AsNoTracking().SingleOrDefaultAsync(
            g => g.WorkspaceId == output.WorkspaceId && g.Id == generationId && g.ParentId == output.GenerationId, cancellationToken);
        if (again is null) return Access.NotMember.Refuse("work");

        if (await MadeAgainAsync(output, generationId, db, cancellationToken) is not { } made)
        {
            string[] why = again.IsFinal ? [again.Error ?? "It was ended before this was made again."] : [];
            return TypedResults.Ok(new ReproductionView(generationId, again.State, null, output.Sha256, null, why));
        }

        var records = await db.ProvenanceRecords.AsNoTracking()
            .Where(r => r.WorkspaceId == output.WorkspaceId && (r.OutputId == id || r.OutputId == made.Id)).ToDictionaryAsync(r => r.OutputId, cancellationToken);
        var (then, now) = (records[id].Document, records[made.Id].Document);
        // Each copy of a picture has a mark and a signature of its own: what is compared is what the model painted.
        var (expected, actual) = (then.PaintedSha256 ?? output.Sha256, now.PaintedSha256 is { } painted && then.PaintedSha256 is not null ? painted : made.Sha256);
        var distance = expected == actual ? null : await DistanceAsync(output, made, blobs, cancellationToken);
        var verdict = expected == actual ? Sameness.Identical : distance is not null && PictureComparison.AreAlike(distance) ? Sameness.Alike : Sameness.Different;
        return TypedResults.Ok(new ReproductionView(generationId, again.State, verdict, expected, actual, [.. Differences.Between(then, now)]) { OutputId = made.Id, Distance = distance });
    }

    /// <summary>Where two pictures differ, ten times as strong.</summary>
    internal static async Task<IResult> Difference(
        Guid id, Guid generationId, ClaimsPrincipal person, WorkspaceAccess access, MuseSparkDb db, BlobStore blobs, HttpResponse response, CancellationToken cancellationToken)
    {
        var (output, right) = await OutputsApi.FindAsync(id, Verb.View, person, access, db, cancellationToken);
        if (output is null) return right.Refuse("work");
        var repeats = await db.Generations.AnyAsync(g => g.WorkspaceId == output.WorkspaceId && g.Id == generationId && g.ParentId == output.GenerationId, cancellationToken);
        if (!repeats || await MadeAgainAsync(output, generationId, db, cancellationToken) is not { } made) return Access.NotMember.Refuse("work");
        if (output.Text is not null) return TypedResults.Problem("Only pictures have a difference that can be seen.", statusCode: StatusCodes.Status400BadRequest);
        if (await PictureComparison.OpenAsync(output, blobs, cancellationToken) is not { } then || await PictureComparison.OpenAsync(made, blobs, cancellationToken) is not { } now)
            return OutputsApi.Gone();
        if (PictureComparison.Measure(then, now) is null)
            return TypedResults.Problem("The two pictures are of different sizes.", statusCode: StatusCodes.Status409Conflict);
        OutputsApi.Harden(response);
        return TypedResults.Bytes(Png.Encode(PictureComparison.Amplify(then, now)), Png.MediaType);
    }

    private static Task<Output?> MadeAgainAsync(Output output, Guid generationId, MuseSparkDb db, CancellationToken cancellationToken) =>
        db.Outputs.AsNoTracking().SingleOrDefaultAsync(o => o.WorkspaceId == output.WorkspaceId && o.GenerationId == generationId && o.Kind == output.Kind, cancellationToken);

    private static async Task<PictureDistance?> DistanceAsync(Output output, Output made, BlobStore blobs, CancellationToken cancellationToken) =>
        output.Text is null && await PictureComparison.OpenAsync(output, blobs, cancellationToken) is { } then && await PictureComparison.OpenAsync(made, blobs, cancellationToken) is { } now
            ? PictureComparison.Measure(then, now)
            : null;
}
