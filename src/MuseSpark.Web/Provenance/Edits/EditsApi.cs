using System.Security.Claims;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using MuseSpark.Client.Generations;
using MuseSpark.Client.Moderation;
using MuseSpark.Client.Outputs;
using MuseSpark.Client.Outputs.Edits;
using MuseSpark.Inference.Models;
using MuseSpark.Web.Data;
using MuseSpark.Web.Generations;
using MuseSpark.Web.Generations.Work;
using MuseSpark.Web.Moderation.Samples;
using MuseSpark.Web.Moderation.Screening;
using MuseSpark.Web.Outputs;
using MuseSpark.Web.Provenance.Signing;
using MuseSpark.Web.Provenance.Verify;
using MuseSpark.Web.Users;
using MuseSpark.Web.Workspaces;

namespace MuseSpark.Web.Provenance.Edits;

/// <summary>What people make of texts. Each version is a work of its own, so nothing is ever overwritten.</summary>
public static partial class EditsApi
{
    public static void MapEdits(this IEndpointRouteBuilder app)
    {
        var outputs = app.MapGroup("/api/outputs/{id:guid}").RequireAuthorization(Policies.SignedIn).WithTags("Outputs");
        outputs.MapPost("edits", Create);
        outputs.MapGet("comparison", Comparison);
    }

    private static async Task<Results<CreatedAtRoute<GenerationView>, ValidationProblem, ProblemHttpResult>> Create(
        Guid id, EditRequest request, ClaimsPrincipal person, WorkspaceAccess access, MuseSparkDb db, Screener screener, CredentialWriter credentials, ModelCatalog catalog, QualitySample samples,
        TimeProvider time, CancellationToken cancellationToken)
    {
        var (before, right) = await OutputsApi.FindAsync(id, Verb.Make, person, access, db, cancellationToken);
        if (before is null) return right.Refuse("work");
        if (before.Text is null) return TypedResults.Problem("Only texts can be edited here.", statusCode: StatusCodes.Status400BadRequest);
        var source = await db.Generations.AsNoTracking().SingleAsync(g => g.WorkspaceId == before.WorkspaceId && g.Id == before.GenerationId, cancellationToken);
        if (!source.IsFinal || source.State == GenerationState.Withdrawn)
            return TypedResults.Problem("Only finished texts can be edited.", statusCode: StatusCodes.Status409Conflict);
        if (before.Withheld != Withheld.No || source.Restriction >= CaseDecision.Limit)
            return TypedResults.Problem("A reviewer has restricted this text, so no new version can be made from it.", statusCode: StatusCodes.Status409Conflict);
        var text = PromptText.Clean(WithoutCredentials(request.Text));
        if (PromptText.IsBlank(text))
            return TypedResults.ValidationProblem(new Dictionary<string, string[]> { ["text"] = ["Write something, or delete the work instead."] });
        if (text == PromptText.Clean(before.Text))
            return TypedResults.Problem("Nothing was changed, so there is no new version to keep.", statusCode: StatusCodes.Status409Conflict);

        var record = await db.ProvenanceRecords.AsNoTracking().SingleAsync(r => r.WorkspaceId == before.WorkspaceId && r.OutputId == id, cancellationToken);
        var words = WordOrigins.AfterEdit(HumanShare.WordsOf(before, record.Document), TextChanges.Between(before.Text, text));
        var edit = new EditRecord(words.Words, words.HumanWords, words.Runs(), record.Document.Model ?? record.Document.Edit?.Model);
        var job = Draft(source, before, person.UserId()!.Value, time.GetUtcNow());
        var output = TextMaker.OutputOf(job, text, time.GetUtcNow());
        var screened = await ScreenAsync(job, output, screener, db, time, cancellationToken);
        var signed = await credentials.SignEditAsync(job, Encoding.UTF8.GetBytes(text), Origins.Edited(before, record), edit, cancellationToken);
        var proof = new Authenticity(signed.Manifest) { Credentials = signed.Credentials, Timestamp = signed.Timestamp, OriginsCut = signed.OriginsCut };
        var made = RecordWriter.DescribeEdit(job, output, edit, before, proof);
        db.Add(job);
        db.Add(output);
        await samples.DrawAsync(screened, cancellationToken);
        screened.Store(db);
        db.Add(made);
        db.AddRange(Fingerprints.OfText(output));
        await db.SaveChangesAsync(cancellationToken);
        var records = new Dictionary<Guid, ProvenanceView> { [output.Id] = made.Document };
        return TypedResults.CreatedAtRoute(GenerationViews.Of(job, job.State == GenerationState.Held ? [] : [output], catalog, records), nameof(GenerationsApi.Get), new { id = job.Id });
    }

    private static async Task<Results<Ok<ComparisonView>, ProblemHttpResult>> Comparison(
        Guid id, ClaimsPrincipal person, WorkspaceAccess access, MuseSparkDb db, CancellationToken cancellationToken)
    {
        var (output, right) = await OutputsApi.FindAsync(id, Verb.View, person, access, db, cancellationToken);
        if (output is null) return right.Refuse("work");
        var before = await (from edit in db.Generations
                            where edit.WorkspaceId == output.WorkspaceId && edit.Id == output.GenerationId && edit.Kind == Kinds.Edit
                            join text in db.Outputs on new { edit.WorkspaceId, Id = edit.SourceId!.Value } equals new { text.WorkspaceId, text.Id }
                            where db.Generations.Any(g => g.WorkspaceId == text.WorkspaceId && g.Id == text.GenerationId && g.State != GenerationState.Withdrawn)
                            select text).AsNoTracking().SingleOrDefaultAsync(cancellationToken);
        return before?.Text is null || output.Text is null
            ? TypedResults.Problem("The text that this could be compared with is not here, or is no longer.", statusCode: StatusCodes.Status404NotFound)
            : TypedResults.Ok(new ComparisonView(before.GenerationId, TextChanges.Between(before.Text, output.Text).Pieces()));
    }

    /// <summary>What a person writes is looked at like what a model writes; where a reviewer has to look, the new version waits.</summary>
    private static async Task<ScreeningLog> ScreenAsync(
        Generation job, Output output, Screener screener, MuseSparkDb db, TimeProvider time, CancellationToken cancellationToken)
    {
        var screened = new ScreeningLog(time);
        var material = new Material(job.WorkspaceId, job.UserId, Door.Edit, await Surfaces.OfWorkspaceAsync(db, job.WorkspaceId, cancellationToken), job.Id, output.Id);
        var verdict = screened.Add(material, await screener.TextAsync(material, output.Text!, cancellationToken));
        if (verdict.Action == ScreenAction.Label) job.Label = verdict.Worst?.Category;
        if (verdict.Action < ScreenAction.Hold) return screened;
        screened.HoldInstead();
        (job.State, job.Error, output.Withheld) = (GenerationState.Held, screened.Verdict.Sentence, Withheld.FromAll);
        return screened;
    }

    private static Generation Draft(Generation source, Output before, Guid userId, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        WorkspaceId = source.WorkspaceId,
        UserId = userId,
        Kind = Kinds.Edit,
        Mode = Modes.Instant,
        Prompt = source.Prompt,
        Settings = new GenerationSettings(),
        ParentId = source.Id,
        SourceId = before.Id,
        Label = source.Label,
        State = GenerationState.Completed,
        CreatedAt = now.UtcDateTime,
        StartedAt = now.UtcDateTime,
        FinishedAt = now.UtcDateTime,
    };

    /// <summary>Who edits a copy that left brings its invisible signature along, which is not part of the words.</summary>
    private static string WithoutCredentials(string text) => Wrapper().Replace(text, "");

    // U+FEFF and variation selectors (C2PA 2.4, A.8), also of a signature that was cut.
    [GeneratedRegex("\uFEFF(?:[\uFE00-\uFE0F]|\uDB40[\uDD00-\uDDEF]){8,}")]
    private static partial Regex Wrapper();
}
