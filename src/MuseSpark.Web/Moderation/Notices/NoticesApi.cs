using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using MuseSpark.Client.Moderation;
using MuseSpark.Web.Data;
using MuseSpark.Web.Users;

namespace MuseSpark.Web.Moderation.Notices;

/// <summary>A person's messages about their works. Keys of programs don't read them.</summary>
public static class NoticesApi
{
    private const int Most = 100;

    public static void MapNotices(this IEndpointRouteBuilder app)
    {
        var notices = app.MapGroup("/api/notices").RequireAuthorization(Policies.InPerson).WithTags("Review");
        notices.MapGet("", List);
        notices.MapGet("unread", Unread);
        notices.MapPost("read", Read);
    }

    private static async Task<Ok<NoticeView[]>> List(ClaimsPrincipal person, MuseSparkDb db, TimeProvider time, CancellationToken cancellationToken)
    {
        var (user, now) = (person.UserId(), time.GetUtcNow().UtcDateTime);
        var rows = await db.Notices.AsNoTracking().Where(n => n.UserId == user).OrderByDescending(n => n.CreatedAt).Take(Most).ToListAsync(cancellationToken);
        var cases = rows.Select(n => n.CaseId).OfType<Guid>().ToList();
        var appeals = await db.Appeals.AsNoTracking().Where(a => cases.Contains(a.CaseId) && a.AuthorId == user)
            .ToDictionaryAsync(a => a.CaseId, a => new AppealView(a.Words, a.CreatedAt, a.Overturned, a.DecidedAt), cancellationToken);
        return TypedResults.Ok(rows.Select(n => new NoticeView(
            n.Id, n.CaseId, n.GenerationId, n.Title, n.Text, n.Statement,
            n.AppealUntil > now && n.CaseId is { } id && !appeals.ContainsKey(id) ? n.AppealUntil : null,
            n.AppealUntil is not null && n.CaseId is { } asked ? appeals.GetValueOrDefault(asked) : null, n.CreatedAt, n.ReadAt is not null)).ToArray());
    }

    private static async Task<Ok<CountView>> Unread(ClaimsPrincipal person, MuseSparkDb db, CancellationToken cancellationToken)
    {
        var user = person.UserId();
        return TypedResults.Ok(new CountView(await db.Notices.Where(n => n.UserId == user && n.ReadAt == null).OrderBy(n => n.Id).Take(CountView.Most).CountAsync(cancellationToken)));
    }

    /// <summary>All that the person has been told so far.</summary>
    private static async Task<NoContent> Read(ClaimsPrincipal person, MuseSparkDb db, TimeProvider time, CancellationToken cancellationToken)
    {
        var (user, now) = (person.UserId(), time.GetUtcNow().UtcDateTime);
        await db.Notices.Where(n => n.UserId == user && n.ReadAt == null).ExecuteUpdateAsync(set => set.SetProperty(n => n.ReadAt, now), cancellationToken);
        return TypedResults.NoContent();
    }
}
