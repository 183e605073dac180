using System.Security.Claims;
using Microsoft.EntityFrameworkCore;
using MuseSpark.Client.Users;
using MuseSpark.Client.Workspaces;
using MuseSpark.Web.Data;
using MuseSpark.Web.Mail;
using MuseSpark.Web.Workspaces;

namespace MuseSpark.Web.Users;

/// <summary>What a page needs to know about who is signed in.</summary>
public sealed class Sessions(MuseSparkDb db, WorkspaceAccess access, SignUpRules signUp, MailSender mail)
{
    public async Task<SessionView> ViewAsync(ClaimsPrincipal person, CancellationToken cancellation)
    {
        var user = person.UserId() is { } id ? await db.Users.AsNoTracking().SingleOrDefaultAsync(u => u.Id == id, cancellation) : null;
        if (user is null)
            return new SessionView(NeedsSetup: !await db.Users.AnyAsync(cancellation), User: null, CanSignUp: signUp.Mode == SignUpMode.Open, SendsMail: mail.IsConfigured);

        var current = await access.CurrentAsync(person, cancellation);
        return new SessionView(NeedsSetup: false, new UserView(
            user.Id, user.Email!, user.DisplayName, user.IsAdmin, user.Theme, current ?? Guid.Empty, await WorkspacesAsync(person, cancellation)), SendsMail: mail.IsConfigured);
    }

    /// <summary>The workspaces open to this person, or the one open to this key.</summary>
    public async Task<IReadOnlyList<WorkspaceView>> WorkspacesAsync(ClaimsPrincipal person, CancellationToken cancellation)
    {
        var userId = person.UserId();
        var only = person.KeyWorkspaceId();
        return await db.Memberships.Where(m => m.UserId == userId && (only == null || m.WorkspaceId == only))
            .Join(db.Workspaces, m => m.WorkspaceId, w => w.Id, (m, w) => new { w.Id, w.Name, m.Role, w.TextMark, w.AiBadge })
            .OrderBy(w => w.Name).ThenBy(w => w.Id)
            .Select(w => new WorkspaceView(w.Id, w.Name, w.Role) { TextMark = w.TextMark, AiBadge = w.AiBadge })
            .ToListAsync(cancellation);
    }
}
