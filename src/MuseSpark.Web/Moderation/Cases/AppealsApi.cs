using System.Data;
using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using MuseSpark.Client.Moderation;
using MuseSpark.Web.Data;
using MuseSpark.Web.Moderation.Ledger;
using MuseSpark.Web.Users;
using MuseSpark.Web.Workspaces;

namespace MuseSpark.Web.Moderation.Cases;

/// <summary>What an author may say against a decision, once, within six months (Digital Services Act, Article 20).</summary>
public static class AppealsApi
{
    public static readonly TimeSpan Time = TimeSpan.FromDays(183);

    internal static async Task<Results<NoContent, ProblemHttpResult>> Create(
        Guid id, AppealRequest request, ClaimsPrincipal person, WorkspaceAccess access, MuseSparkDb db, TimeProvider time, CancellationToken cancellationToken)
    {
        var author = person.UserId();
        var found = await db.Cases.AsNoTracking().Where(c => c.Id == id && c.AuthorId == author).Select(c => new { c.WorkspaceId }).SingleOrDefaultAsync(cancellationToken);
        // Also whoever was suspended, or had a role taken, may object; whoever left may not.
        var right = found is null ? Access.NotMember : await access.CheckAsync(person, found.WorkspaceId, Verb.View, cancellationToken);
        if (right != Access.Granted) return right.Refuse("case");
        var refusal = await db.InTransactionAsync(IsolationLevel.Serializable, async token =>
        {
            var entry = await db.Cases.SingleAsync(c => c.WorkspaceId == found!.WorkspaceId && c.Id == id, token);
            var now = time.GetUtcNow().UtcDateTime;
            if (await db.Appeals.AnyAsync(a => a.WorkspaceId == entry.WorkspaceId && a.CaseId == id, token)) return "You have asked once already. What comes of it is told in your messages.";
            if (entry.State != CaseState.Decided || entry.Decision == CaseDecision.Allow) return "There is no decision here to object to.";
            if ((entry.DecidedAt ?? entry.CreatedAt) + Time < now) return "The six months for this are over.";
            entry.State = CaseState.Appealed;
            entry.Version++;
            db.Appeals.Add(new Appeal { WorkspaceId = entry.WorkspaceId, CaseId = id, AuthorId = entry.AuthorId, Words = request.Words.Trim(), CreatedAt = now });
            await LedgerWriter.AppendAsync(db, entry.WorkspaceId, entry.AuthorId, "appealed", id, new { decision = entry.Decision }, now, token);
            await db.SaveChangesAsync(token);
            return null;
        }, cancellationToken);
        return refusal is null ? TypedResults.NoContent() : TypedResults.Problem(refusal, statusCode: StatusCodes.Status409Conflict);
    }
}
