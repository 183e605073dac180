using Microsoft.EntityFrameworkCore;
using MuseSpark.Client.Moderation;
using MuseSpark.Client.Workspaces;
using MuseSpark.Web.Data;

namespace MuseSpark.Web.Moderation.Cases;

/// <summary>
/// Who may decide what. Nobody decides on their own work, the second look is another person's, and so is an appeal: unless there is nobody
/// else in the workspace who may, since then waiting would be forever.
/// </summary>
public sealed class Reviewers(IReadOnlySet<Guid> all)
{
    public static async Task<Reviewers> OfAsync(MuseSparkDb db, Guid workspaceId, CancellationToken cancellationToken) => new(
        (await db.Memberships.Where(m => m.WorkspaceId == workspaceId && (m.Role == Role.Reviewer || m.Role == Role.Owner)).Select(m => m.UserId).ToListAsync(cancellationToken)).ToHashSet());

    /// <summary>Whoever reviews no longer holds nobody up: what they were looking at is free at once.</summary>
    public static Task LeaveAsync(MuseSparkDb db, Guid workspaceId, Guid person, CancellationToken cancellationToken) =>
        db.Cases.Where(c => c.WorkspaceId == workspaceId && c.ClaimedBy == person && ReviewCase.OpenStates.Contains(c.State))
            .ExecuteUpdateAsync(set => set.SetProperty(c => c.ClaimedBy, (Guid?)null).SetProperty(c => c.ClaimedUntil, (DateTime?)null).SetProperty(c => c.Version, c => c.Version + 1), cancellationToken);

    /// <returns>Why not, for people; null when they may.</returns>
    public string? Refusal(ReviewCase entry, Guid person)
    {
        if (entry.AuthorId == person && HasOther(entry.AuthorId)) return "This is your own work: somebody else decides on it.";
        if (entry.State == CaseState.Second && entry.DecidedBy == person && HasOther(entry.AuthorId, person)) return "You decided first: a second person has to agree.";
        if (entry.State == CaseState.Appealed && entry.DecidedBy == person && HasOther(entry.AuthorId, person)) return "You decided on this before: somebody else decides on the appeal.";
        return null;
    }

    /// <summary>Whether a second person could agree or not.</summary>
    public bool CanHaveSecond(ReviewCase entry, Guid first) => HasOther(entry.AuthorId, first);

    private bool HasOther(params ReadOnlySpan<Guid> than)
    {
        foreach (var one in all)
            if (!than.Contains(one)) return true;
        return false;
    }
}
