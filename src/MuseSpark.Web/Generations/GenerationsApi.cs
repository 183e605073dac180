using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using MuseSpark.Client.Generations;
using MuseSpark.Client.Moderation;
using MuseSpark.Inference.Models;
using MuseSpark.Web.Data;
using MuseSpark.Web.Generations.Live;
using MuseSpark.Web.Generations.Scheduling;
using MuseSpark.Web.Generations.Work;
using MuseSpark.Web.Moderation;
using MuseSpark.Web.Outputs;
using MuseSpark.Web.Uploads;
using MuseSpark.Web.Users;
using MuseSpark.Web.Workspaces;

namespace MuseSpark.Web.Generations;

public static class GenerationsApi
{
    private const int DefaultTake = 24, MaxTake = 100, MaxSearchLength = 200;

    public static void MapGenerations(this IEndpointRouteBuilder app)
    {
        var generations = app.MapGroup("/api/generations").RequireAuthorization(Policies.SignedIn).WithTags("Generations");
        generations.MapPost("", Create);
        generations.MapGet("", List);
        generations.MapGet("{id:guid}", Get).WithName(nameof(Get));
        generations.MapGet("{id:guid}/events", EventsApi.Watch);
        generations.MapPost("{id:guid}/cancel", Cancel);
        generations.MapPost("{id:guid}/retry", Retry);
        generations.MapDelete("{id:guid}", Delete);
    }

    private static async Task<Results<AcceptedAtRoute<GenerationView>, ValidationProblem, ProblemHttpResult>> Create(
        GenerationRequest request, ClaimsPrincipal person, WorkspaceAccess access, ModelCatalog catalog, MuseSparkDb db, JobIntake intake,
        CancellationToken cancellationToken)
    {
        var workspaceId = request.WorkspaceId ?? await access.CurrentAsync(person, cancellationToken);
        var right = workspaceId is { } asked ? await access.CheckAsync(person, asked, Verb.Make, cancellationToken) : Access.NotMember;
        if (right != Access.Granted) return right.Refuse("workspace");
        var source = request.SourceId is { } picture ? await AskedSource.FindAsync(db, workspaceId!.Value, picture, cancellationToken) : null;
        var (order, problems) = RequestRules.Check(request, catalog, source);
        if (order is null) return TypedResults.ValidationProblem(problems);
        if (request.ParentId is { } parent && !await db.Generations.AnyAsync(g => g.WorkspaceId == workspaceId && g.Id == parent && g.Kind != Kinds.Mask, cancellationToken))
            return Bad("The work that this one should go on from is not in this workspace.");
        if (order.Settings.ReplyTo is { } said)
        {
            var before = await db.Generations.AsNoTracking().Where(g => g.WorkspaceId == workspaceId && g.Id == said && g.Kind == request.Kind)
                .Select(g => new { g.Label, g.Restriction, HasText = db.Outputs.Any(o => o.WorkspaceId == workspaceId && o.GenerationId == said && o.Kind == OutputKinds.Text) })
                .SingleOrDefaultAsync(cancellationToken);
            if (before is null) return Bad($"The {request.Kind} that this one {(request.Kind == Kinds.Chat ? "replies to" : "goes on with")} is not in this workspace.");
            if (request.Kind == Kinds.Story)
            {
                if (!before.HasText) return Bad("That story has no text that could be gone on from.");
                if (before.Restriction >= CaseDecision.Limit) return Bad("A reviewer has restricted this story, so no other goes on from it.");
                order = order with { Label = before.Label };
            }
        }
        if (request.SourceId is not null && source is null) return Bad("The picture that this one should start from is not in this workspace.");
        if (order.Settings.MaskId is { } mask && !await db.AllOutputs.AnyAsync(o => o.WorkspaceId == workspaceId && o.Id == mask && (o.Kind == OutputKinds.Mask || (o.Kind == OutputKinds.Picture && o.Withheld == Withheld.No)), cancellationToken))
            return Bad("The mask is not in this workspace: bring it first (POST /api/masks).");

        return await AcceptAsync(await intake.DraftAsync(workspaceId!.Value, person.UserId()!.Value, request, order, cancellationToken), request.AskReview, intake, catalog, cancellationToken);
    }

    private static async Task<Results<Ok<Page<GenerationView>>, ProblemHttpResult>> List(
        ClaimsPrincipal person, WorkspaceAccess access, MuseSparkDb db, ModelCatalog catalog, CancellationToken cancellationToken,
        Guid? workspaceId = null, string? kind = null, string? search = null, string? cursor = null, int take = DefaultTake, Guid? of = null)
    {
        var workspace = workspaceId ?? await access.CurrentAsync(person, cancellationToken);
        var right = workspace is { } asked ? await access.CheckAsync(person, asked, Verb.View, cancellationToken) : Access.NotMember;
        if (right != Access.Granted) return right.Refuse("workspace");
        if (take is < 1 or > MaxTake) return Bad($"A page has 1 to {MaxTake} works.");
        if (!string.IsNullOrEmpty(kind) && !Kinds.All.Contains(kind)) return Bad($"There is no kind \"{kind}\". Choose one of: {string.Join(", ", Kinds.All)}.");
        if (search?.Length > MaxSearchLength) return Bad($"Search for at most {MaxSearchLength} characters.");
        if (!TryReadCursor(cursor, out var before)) return Bad("That page is not known: start again from the first one, without a cursor.");

        var sight = await access.SightAsync(person, workspace!.Value, cancellationToken);
        var works = sight.Filter(db.Generations.AsNoTracking().Where(g => g.WorkspaceId == workspace));
        works = string.IsNullOrEmpty(kind) ? works.Where(g => g.Kind != Kinds.Mask) : works.Where(g => g.Kind == kind);
        // What was made from one work: from it as it is, or from something of it.
        if (of is not null) works = works.Where(g => g.ParentId == of || db.Outputs.Any(o => o.WorkspaceId == workspace && o.GenerationId == of && o.Id == g.SourceId));
        if (before is { } id) works = works.Where(g => g.Id < id);
        if ((search ?? "").Trim().ToLowerInvariant() is { Length: > 0 } words)
        {
            works = works.Where(g => g.Prompt.ToLower().Contains(words)
                || db.Outputs.Any(o => o.WorkspaceId == workspace && o.GenerationId == g.Id && o.Text != null && o.Text.ToLower().Contains(words)));
        }

        var rows = await works.OrderByDescending(g => g.Id).Take(take + 1).ToListAsync(cancellationToken);
        var page = rows.Take(take).ToList();
        var ids = page.Select(g => g.Id).ToList();
        var outputs = (await db.Outputs.AsNoTracking().Where(o => o.WorkspaceId == workspace && ids.Contains(o.GenerationId)).ToListAsync(cancellationToken))
            .ToLookup(o => o.GenerationId);
        var publications = await db.Publications.AsNoTracking().Where(p => p.WorkspaceId == workspace && ids.Contains(p.GenerationId)).ToDictionaryAsync(p => p.GenerationId, cancellationToken);
        // Whether what was enlarged is a model's alone only its record knows.
        var enlarged = page.Where(g => g.Kind == Kinds.Enlarge).SelectMany(g => outputs[g.Id]).Select(o => o.Id).ToList();
        var records = enlarged.Count == 0 ? null : await db.ProvenanceRecords.AsNoTracking()
            .Where(r => r.WorkspaceId == workspace && enlarged.Contains(r.OutputId)).ToDictionaryAsync(r => r.OutputId, r => r.Document, cancellationToken);
        return TypedResults.Ok(new Page<GenerationView>(
            [.. page.Select(g => GenerationViews.Of(g, outputs[g.Id], catalog, records, publications.GetValueOrDefault(g.Id)))], rows.Count > take ? page[^1].Id.ToString("N") : null));
    }

    internal static async Task<Results<Ok<GenerationView>, ProblemHttpResult>> Get(
        Guid id, ClaimsPrincipal person, WorkspaceAccess access, MuseSparkDb db, ModelCatalog catalog, CancellationToken cancellationToken)
    {
        var (row, right) = await FindAsync(id, Verb.View, person, access, db, cancellationToken);
        return row is null ? right.Refuse("work") : TypedResults.Ok(await ViewAsync(row, await SightAsync(row, person, access, cancellationToken), db, catalog, cancellationToken));
    }

    private static async Task<Results<Ok<GenerationView>, ProblemHttpResult>> Cancel(
        Guid id, ClaimsPrincipal person, WorkspaceAccess access, MuseSparkDb db, ModelCatalog catalog, Claims claims, IGrainFactory grains,
        CancellationToken cancellationToken)
    {
        var (row, right) = await FindAsync(id, Verb.Make, person, access, db, cancellationToken);
        if (row is null) return right.Refuse("work");

        // Marked first: whoever takes it from here on, or has it, learns of it from the row even if no message arrives.
        await db.Generations.Where(g => g.Id == id && (g.State == GenerationState.Queued || g.State == GenerationState.Running))
            .ExecuteUpdateAsync(set => set.SetProperty(g => g.CancelRequested, true), cancellationToken);
        var live = grains.GetGrain<IGenerationGrain>(id);
        // From here on to the end, whether or not anybody waits for the answer: its watchers are to hear of it.
        if (await claims.EndWaitingAsync(db, row, GenerationState.Cancelled, new CancelledEvent(), CancellationToken.None))
        {
            await grains.GetGrain<ISchedulerGrain>(Pools.Of(row.Kind)).Leave(id);
            await live.Refresh();
        }
        else
        {
            await live.Cancel();
        }

        db.ChangeTracker.Clear();
        row = await db.Generations.AsNoTracking().SingleAsync(g => g.Id == id, cancellationToken);
        return TypedResults.Ok(await ViewAsync(row, await SightAsync(row, person, access, cancellationToken), db, catalog, cancellationToken));
    }

    private static async Task<Results<AcceptedAtRoute<GenerationView>, ValidationProblem, ProblemHttpResult>> Retry(
        Guid id, ClaimsPrincipal person, WorkspaceAccess access, MuseSparkDb db, ModelCatalog catalog, JobIntake intake, CancellationToken cancellationToken)
    {
        var (row, right) = await FindAsync(id, Verb.Make, person, access, db, cancellationToken);
        if (row is null) return right.Refuse("work");
        if (Kinds.IsBrought(row.Kind)) return Bad("This was brought from outside, so it can't be made again here.");
        if (row.Kind == Kinds.Edit) return Bad("A person wrote this, so no model can make it again. Edit it instead.");
        if (!row.IsFinal) return NotFinal();
        var (job, refusal) = await intake.AgainAsync(row, person.UserId()!.Value, cancellationToken);
        return job is null ? Refused(refusal!) : await AcceptAsync(job, askReview: false, intake, catalog, cancellationToken);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Delete(
        Guid id, ClaimsPrincipal person, WorkspaceAccess access, MuseSparkDb db, BlobSweep sweep, CancellationToken cancellationToken)
    {
        var (row, right) = await FindAsync(id, Verb.Make, person, access, db, cancellationToken);
        if (row is null) return right.Refuse("work");
        if (!row.IsFinal && row.State != GenerationState.Held) return NotFinal();

        var blobs = await db.InTransactionAsync(System.Data.IsolationLevel.ReadCommitted, async token =>
        {
            var pictures = await db.AllOutputs.Where(o => o.WorkspaceId == row.WorkspaceId && o.GenerationId == id && o.Text == null)
                .Select(o => o.Sha256).ToListAsync(token);
            await db.Generations.Where(g => g.WorkspaceId == row.WorkspaceId && g.ParentId == id)
                .ExecuteUpdateAsync(set => set.SetProperty(g => g.ParentId, (Guid?)null), token);
            await db.Generations.Where(g => g.WorkspaceId == row.WorkspaceId && db.AllOutputs.Any(o => o.WorkspaceId == row.WorkspaceId && o.GenerationId == id && o.Id == g.SourceId))
                .ExecuteUpdateAsync(set => set.SetProperty(g => g.SourceId, (Guid?)null), token);
            await db.Generations.Where(g => g.WorkspaceId == row.WorkspaceId && g.Id == id).ExecuteDeleteAsync(token);
            pictures.AddRange(await UnusedMasks.RemoveOfAsync(row, db, token));
            // There is nothing left to decide on. What was decided stands and counts, so its author may still object to it, and is answered.
            await db.Cases.Where(c => c.WorkspaceId == row.WorkspaceId && c.GenerationId == id && (c.State == CaseState.Open || c.State == CaseState.Second))
                .ExecuteUpdateAsync(set => set.SetProperty(c => c.State, CaseState.Closed).SetProperty(c => c.Version, c => c.Version + 1), token);
            return pictures;
        }, cancellationToken);
        await sweep.RemoveUnusedAsync(db, blobs, cancellationToken);
        return TypedResults.NoContent();
    }

    internal static async Task<(Generation? Row, Access Right)> FindAsync(
        Guid id, Verb verb, ClaimsPrincipal person, WorkspaceAccess access, MuseSparkDb db, CancellationToken cancellationToken)
    {
        var row = await db.Generations.AsNoTracking().SingleOrDefaultAsync(g => g.Id == id, cancellationToken);
        var right = row is null ? Access.NotMember : await access.CheckAsync(person, row.WorkspaceId, verb, cancellationToken);
        if (right == Access.Granted && !(await SightAsync(row!, person, access, cancellationToken)).Sees(row!)) right = Access.NotMember;
        return (right == Access.Granted ? row : null, right);
    }

    /// <summary>What the person sees of this work. Nearly every work is open to all members, and then nobody is asked for.</summary>
    private static async Task<WorkSight> SightAsync(Generation row, ClaimsPrincipal person, WorkspaceAccess access, CancellationToken cancellationToken) =>
        WorkSight.IsKept(row) ? await access.SightAsync(person, row.WorkspaceId, cancellationToken) : WorkSight.Usual;

    private static async Task<Results<AcceptedAtRoute<GenerationView>, ValidationProblem, ProblemHttpResult>> AcceptAsync(
        Generation job, bool askReview, JobIntake intake, ModelCatalog catalog, CancellationToken cancellationToken) =>
        await intake.AcceptAsync(job, askReview, cancellationToken) is { } refusal
            ? Refused(refusal)
            : TypedResults.AcceptedAtRoute(GenerationViews.Of(job, [], catalog), nameof(Get), new { id = job.Id });

    private static async Task<GenerationView> ViewAsync(Generation row, WorkSight sight, MuseSparkDb db, ModelCatalog catalog, CancellationToken cancellationToken)
    {
        var outputs = await sight.OutputsOf(db, row).ToListAsync(cancellationToken);
        var ids = outputs.Select(o => o.Id).ToList();
        // The notes of a picture and the share of a text are told from their records, so they need no columns of their own.
        var records = await db.ProvenanceRecords.AsNoTracking()
            .Where(r => r.WorkspaceId == row.WorkspaceId && ids.Contains(r.OutputId)).ToDictionaryAsync(r => r.OutputId, r => r.Document, cancellationToken);
        var publication = await db.Publications.AsNoTracking().SingleOrDefaultAsync(p => p.WorkspaceId == row.WorkspaceId && p.GenerationId == row.Id, cancellationToken);
        return GenerationViews.Of(row, outputs, catalog, records, publication);
    }

    private static bool TryReadCursor(string? cursor, out Guid? before)
    {
        before = Guid.TryParseExact(cursor, "N", out var id) ? id : null;
        return before is not null || string.IsNullOrEmpty(cursor);
    }

    private static ProblemHttpResult Bad(string sentence) => TypedResults.Problem(sentence, statusCode: StatusCodes.Status400BadRequest);

    private static ProblemHttpResult Refused(Refusal refusal) => TypedResults.Problem(refusal.Sentence, statusCode: refusal.Status);

    private static ProblemHttpResult NotFinal() =>
        TypedResults.Problem("This work is still being made. Wait for it, or cancel it first.", statusCode: StatusCodes.Status409Conflict);
}
