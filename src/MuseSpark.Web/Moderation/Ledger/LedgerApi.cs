using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using MuseSpark.Client.Generations;
using MuseSpark.Client.Moderation;
using MuseSpark.Web.Data;
using MuseSpark.Web.Moderation.Transparency;
using MuseSpark.Web.Users;
using MuseSpark.Web.Workspaces;

namespace MuseSpark.Web.Moderation.Ledger;

/// <summary>The record of decisions, for those who review, and what is told of it to every member.</summary>
public static class LedgerApi
{
    private const int MaxTake = 200;

    public static void MapLedger(this IEndpointRouteBuilder app)
    {
        var ledger = app.MapGroup("/api/workspaces/{workspaceId:guid}/ledger").RequireAuthorization(Policies.SignedIn).Requires(Verb.Review).WithTags("Review");
        ledger.MapGet("", List);
        ledger.MapGet("check", Check);
        ledger.MapGet("export", Export);
        app.MapGet("/api/workspaces/{workspaceId:guid}/transparency", Tell).RequireAuthorization(Policies.SignedIn).Requires(Verb.View).WithTags("Review");
    }

    /// <summary>The newest first.</summary>
    private static async Task<Results<Ok<Page<LedgerLine>>, ProblemHttpResult>> List(
        Guid workspaceId, MuseSparkDb db, CancellationToken cancellationToken, long? before = null, int take = 50)
    {
        if (take is < 1 or > MaxTake) return TypedResults.Problem($"A page has 1 to {MaxTake} entries.", statusCode: StatusCodes.Status400BadRequest);
        var rows = await db.LedgerEntries.AsNoTracking().Where(e => e.WorkspaceId == workspaceId && (before == null || e.Number < before)).OrderByDescending(e => e.Number).Take(take + 1).ToListAsync(cancellationToken);
        var actors = rows.Select(e => e.ActorId).Distinct().ToList();
        var names = await db.Users.Where(u => actors.Contains(u.Id)).ToDictionaryAsync(u => u.Id, u => u.DisplayName, cancellationToken);
        var lines = rows.Take(take).Select(e => new LedgerLine(e.Number, e.At, e.ActorId == Guid.Empty ? "The server" : names.GetValueOrDefault(e.ActorId, "Somebody who left"), e.Kind, e.SubjectId, e.Data, e.Hash)).ToList();
        return TypedResults.Ok(new Page<LedgerLine>(lines, rows.Count > take ? lines[^1].Number.ToString(CultureInfo.InvariantCulture) : null));
    }

    private static async Task<Ok<LedgerCheck>> Check(Guid workspaceId, LedgerReader reader, CancellationToken cancellationToken) =>
        TypedResults.Ok(await reader.CheckAsync(workspaceId, cancellationToken));

    /// <summary>All entries as a file, format=csv or json.</summary>
    private static Results<PushStreamHttpResult, ProblemHttpResult> Export(
        Guid workspaceId, LedgerReader reader, CancellationToken cancellationToken, string format = "csv") => format switch
        {
            "csv" => TypedResults.Stream(output => CsvAsync(reader.AllAsync(workspaceId), output, cancellationToken), "text/csv; charset=utf-8", "musespark-record.csv"),
            "json" => TypedResults.Stream(output => JsonSerializer.SerializeAsync(output, reader.AllAsync(workspaceId), JsonText.Options, cancellationToken), "application/json", "musespark-record.json"),
            _ => TypedResults.Problem("Ask for the format csv or json.", statusCode: StatusCodes.Status400BadRequest),
        };

    private static async Task<Ok<TransparencyView>> Tell(Guid workspaceId, TransparencyReport report, CancellationToken cancellationToken) =>
        TypedResults.Ok(await report.OfAsync(workspaceId, cancellationToken));

    private static async Task CsvAsync(IAsyncEnumerable<LedgerEntry> entries, Stream output, CancellationToken cancellationToken)
    {
        await using var writer = new StreamWriter(output, new UTF8Encoding(false), leaveOpen: true);
        await writer.WriteLineAsync("number,at,actor,kind,subject,data,previous,hash");
        await foreach (var e in entries.WithCancellation(cancellationToken))
            await writer.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{e.Number},{e.At:O},{e.ActorId},{Quote(e.Kind)},{e.SubjectId},{Quote(e.Data)},{e.Previous},{e.Hash}"));
    }

    /// <summary>RFC 4180. What begins like a formula gets an apostrophe, since tables are opened by programs that would reckon it.</summary>
    private static string Quote(string text) => $"\"{(text.Length > 0 && "=+-@\t\r".Contains(text[0]) ? "'" : "")}{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
