using Microsoft.EntityFrameworkCore;
using MuseSpark.Client.Moderation;
using MuseSpark.Client.Workspaces;
using MuseSpark.Web.Data;
using MuseSpark.Web.Moderation.Screening;

namespace MuseSpark.Web.Moderation.Cases;

/// <summary>
/// Who may decide what. Nobody decides on their own work, the second look is another person's, and so is an appeal: unless there is nobody
/// else in the workspace who may, since then waiting would be forever.
/// </summary>
/// <param name="makers">By work, who made what somebody may have published for them.</param>
public sealed class Reviewers(IReadOnlySet<Guid> all, IReadOnlyDictionary<Guid, Guid> makers)
{
    /// <param name="cases">Those to decide on.</param>
    public static async Task<Reviewers> OfAsync(MuseSparkDb db, Guid workspaceId, IReadOnlyList<ReviewCase> cases, CancellationToken cancellationToken)
    {
        var all = await db.Memberships.Where(m => m.WorkspaceId == workspaceId && (m.Role == Role.Reviewer || m.Role == Role.Owner)).Select(m => m.UserId).ToListAsync(cancellationToken);
        var published = cases.Where(c => c.Door == Door.Publication).Select(c => c.GenerationId).ToList();
        Dictionary<Guid, Guid> makers = published.Count == 0 ? []
            : await db.Generations.Where(g => g.WorkspaceId == workspaceId && published.Contains(g.Id)).ToDictionaryAsync(g => g.Id, g => g.UserId, cancellationToken);
        return new Reviewers(all.ToHashSet(), makers);
    }

    /// <summary>Whoever reviews no longer holds nobody up: what they were looking at is free at once.</summary>
    public static Task LeaveAsync(MuseSparkDb db, Guid workspaceId, Guid person, CancellationToken cancellationToken) =>
        db.Cases.Where(c => c.WorkspaceId == workspaceId && c.ClaimedBy == person && ReviewCase.OpenStates.Contains(c.State))
            .ExecuteUpdateAsync(set => set.SetProperty(c => c.ClaimedBy, (Guid?)null).SetProperty(c => c.ClaimedUntil, (DateTime?)null).SetProperty(c => c.Version, c => c.Version + 1), cancellationToken);

    /// <returns>Why not, for people; null when they may.</returns>
    public string? Refusal(ReviewCase entry, Guid person)
    {
        var maker = MakerOf(entry);
        if ((entry.AuthorId == person && HasOther(entry.AuthorId)) || (maker == person && HasOther(entry.AuthorId, maker))) return "This is your own work: somebody else decides on it.";
        if (entry.State == CaseState.Second && entry.DecidedBy == person && HasOther(entry.AuthorId, maker, person)) return "You decided first: a second person has to agree.";
        if (entry.State == CaseState.Appealed && entry.DecidedBy == person && HasOther(entry.AuthorId, maker, person)) return "You decided on this before: somebody else decides on the appeal.";
        return null;
    }

    /// <summary>Whether a second person could agree or not.</summary>
    public bool CanHaveSecond(ReviewCase entry, Guid first) => HasOther(entry.AuthorId, MakerOf(entry), first);

    /// <summary>Of a publication the case's author is who published it; the work may be another's.</summary>
    private Guid MakerOf(ReviewCase entry) => makers.GetValueOrDefault(entry.GenerationId, entry.AuthorId);

    private bool HasOther(params ReadOnlySpan<Guid> than)
    {
        foreach (var one in all)
            if (!than.Contains(one)) return true;
        return false;
    }
}
