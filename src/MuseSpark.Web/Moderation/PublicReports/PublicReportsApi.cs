using System.Data;
using System.Net;
using System.Net.Mail;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using MuseSpark.Client.Moderation;
using MuseSpark.Web.Data;
using MuseSpark.Web.Generations;
using MuseSpark.Web.Mail;
using MuseSpark.Web.Moderation.Cases;
using MuseSpark.Web.Provenance.Signing;
using MuseSpark.Web.Publications;
using MuseSpark.Web.Users;

namespace MuseSpark.Web.Moderation.PublicReports;

/// <summary>
/// Anybody with the link points at a published work, without an account and without a name, and asks later what became of it. What is not
/// public is not there: the answers are those of the work's page.
/// </summary>
public static class PublicReportsApi
{
    /// <summary>In a day: from one network address, about one work, and with one e-mail address, so that nobody's mailbox is filled.</summary>
    internal const int PerOrigin = 10, PerWork = 50, PerEmail = 3;

    /// <summary>From this machine itself: behind a proxy that does not say for whom it asks, that is everybody.</summary>
    private const int PerProxy = 500;

    public static void MapPublicReports(this IEndpointRouteBuilder app)
    {
        app.MapPost("/api/public/{address}/reports", Create).AllowAnonymous().RequireRateLimiting(PublicApi.Limit).WithTags("Publications");
        // By a body, so that codes stay out of logs.
        app.MapPost("/api/reports/state", State).AllowAnonymous().RequireRateLimiting(PublicApi.Limit).WithTags("Publications");
    }

    private static async Task<Results<Created<ReportReceipt>, ProblemHttpResult>> Create(
        string address, PublicReportRequest request, HttpContext context, PublicWorks works, MuseSparkDb db, ServerSecret secret, MailSender mail, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!Categories.Reportable.Contains(request.Category))
            return TypedResults.Problem($"Choose what is wrong: one of {string.Join(", ", Categories.Reportable)}.", statusCode: StatusCodes.Status400BadRequest);
        var email = Tidy(request.Email);
        // Bare, so that nobody can put words of theirs before it; in front of the @ what every mail server can be told.
        if (email is not null && !(MailAddress.TryCreate(email, out var mailbox) && mailbox.Address == email && Ascii.IsValid(mailbox.User)))
            return TypedResults.Problem("That is not an e-mail address. It may stay empty.", statusCode: StatusCodes.Status400BadRequest);
        if (await works.FindAsync(address, cancellationToken) is not { Generation: { } work }) return PublicApi.NotPublic();
        var (origin, most) = OriginOf(context.Connection.RemoteIpAddress, secret);
        var (receipt, refusal) = await db.InTransactionAsync<(ReportReceipt?, string)>(IsolationLevel.Serializable, async token =>
        {
            var now = time.GetUtcNow().UtcDateTime;
            var day = now.AddDays(-1);
            if (await db.PublicReports.CountAsync(r => r.Origin == origin && r.CreatedAt > day, token) >= most)
                return (null, "Many reports came from your network today. Try again tomorrow.");
            if (await db.PublicReports.CountAsync(r => r.WorkspaceId == work.WorkspaceId && r.GenerationId == work.Id && r.CreatedAt > day, token) >= PerWork)
                return (null, "Many people have reported this today, and it is in the queue of the reviewers. You need not do anything.");
            // More mails than that to one address would be somebody else's doing.
            if (email is not null && await db.PublicReports.CountAsync(r => r.Email == email && r.CreatedAt > day, token) >= PerEmail) email = null;
            var isNew = !await db.PublicReports.AnyAsync(r => r.WorkspaceId == work.WorkspaceId && r.GenerationId == work.Id && r.Origin == origin && r.CreatedAt > day, token);
            var entry = await ReportQueue.JoinAsync(db, work, request.Category, Surface.Public, isNew, now, token);
            var report = new PublicReport
            {
                Id = Guid.CreateVersion7(new DateTimeOffset(now)),
                WorkspaceId = work.WorkspaceId,
                GenerationId = work.Id,
                CaseId = entry.Id,
                Code = PublicReport.NewCode(),
                Category = request.Category,
                Words = request.Words.Trim(),
                Name = Tidy(request.Name),
                Email = mail.IsConfigured ? email : null,
                Origin = origin,
                CreatedAt = now,
            };
            db.PublicReports.Add(report);
            await db.SaveChangesAsync(token);
            return (new ReportReceipt(report.Code, report.Email is not null), "");
        }, cancellationToken);
        return receipt is null ? TypedResults.Problem(refusal, statusCode: StatusCodes.Status429TooManyRequests) : TypedResults.Created((string?)null, receipt);
    }

    private static async Task<Results<Ok<ReportProgress>, ProblemHttpResult>> State(ReportStateRequest request, MuseSparkDb db, CancellationToken cancellationToken)
    {
        var code = string.Concat(request.Code.Where(char.IsLetterOrDigit)).ToLowerInvariant();
        var found = await db.PublicReports.AsNoTracking().Where(r => r.Code == code)
            .Join(db.Cases, r => new { r.WorkspaceId, Id = r.CaseId }, c => new { c.WorkspaceId, c.Id }, (r, c) => new { r.Category, r.CreatedAt, c.State, c.Decision, c.DecidedAt })
            .SingleOrDefaultAsync(cancellationToken);
        if (found is null) return TypedResults.Problem("There is no report with this code. Look whether it is written as you were given it.", statusCode: StatusCodes.Status404NotFound);
        var state = PublicReport.StateOf(found.State, found.Decision);
        return TypedResults.Ok(new ReportProgress(state, found.Category, found.CreatedAt, state == ReportState.Waiting ? null : found.DecidedAt));
    }

    /// <summary>Of IPv6 the network, since one household has more addresses than there are people.</summary>
    private static (string Hash, int PerDay) OriginOf(IPAddress? address, ServerSecret secret) =>
        (Convert.ToHexStringLower(HMACSHA256.HashData(secret.Origins, Encoding.UTF8.GetBytes(NetworkAddress.Of(address)))), address is not null && IPAddress.IsLoopback(address) ? PerProxy : PerOrigin);

    /// <summary>One line, or null where there is nothing to see in it.</summary>
    private static string? Tidy(string? text) =>
        text is null || PromptText.IsBlank(text) ? null : string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
