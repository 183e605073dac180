using System.Data;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using MuseSpark.Client.Workspaces;
using MuseSpark.Web.Data;
using MuseSpark.Web.Users;

namespace MuseSpark.Web.Workspaces;

public enum JoinOutcome { Joined, NotOpen, AlreadyMember, EmailTaken }

/// <summary>Turns an invitation into a membership, once.</summary>
public sealed class NewMembers(MuseSparkDb db, UserManager<User> users, TimeProvider time)
{
    /// <summary>An invitation that still leads somewhere: it holds only as long as whoever made it could make it.</summary>
    public static IQueryable<Invitation> Open(MuseSparkDb db, string tokenHash, DateTime now) => db.Invitations.Where(
        i => i.TokenHash == tokenHash && i.AcceptedAt == null && i.ExpiresAt > now
            && db.Memberships.Any(m => m.WorkspaceId == i.WorkspaceId && m.UserId == i.InvitedBy && m.Role == Role.Owner));

    /// <param name="tokenHash">Of the invitation.</param>
    /// <param name="userId">Who accepts; null: the new person in <paramref name="request"/>.</param>
    /// <param name="request">With all fields when <paramref name="userId"/> is null.</param>
    public Task<(JoinOutcome Outcome, User? User)> JoinAsync(
        string tokenHash, Guid? userId, AcceptInvitationRequest request, CancellationToken cancellation) =>
        db.InTransactionAsync<(JoinOutcome, User?)>(IsolationLevel.Serializable, async token =>
        {
            var now = time.GetUtcNow();
            var invitation = await Open(db, tokenHash, now.UtcDateTime).SingleOrDefaultAsync(token);
            if (invitation is null)
                return (JoinOutcome.NotOpen, null);

            User user;
            if (userId is { } id)
            {
                user = await db.Users.SingleAsync(u => u.Id == id, token);
                if (await db.Memberships.AnyAsync(m => m.WorkspaceId == invitation.WorkspaceId && m.UserId == id, token))
                    return (JoinOutcome.AlreadyMember, user);
            }
            else
            {
                user = new User
                {
                    Id = Guid.CreateVersion7(now),
                    UserName = request.Email!.Trim(),
                    Email = request.Email.Trim(),
                    DisplayName = request.DisplayName!.Trim(),
                    CreatedAt = now.UtcDateTime,
                };
                var made = await users.CreateAsync(user, request.Password!);
                if (made.Errors.Any(e => e.Code is nameof(IdentityErrorDescriber.DuplicateEmail) or nameof(IdentityErrorDescriber.DuplicateUserName)))
                    return (JoinOutcome.EmailTaken, null);
                if (!made.Succeeded)
                    throw new InvalidOperationException(string.Join(" ", made.Errors.Select(e => e.Description)));
            }

            user.CurrentWorkspaceId = invitation.WorkspaceId;
            invitation.AcceptedAt = now.UtcDateTime;
            db.Memberships.Add(new Membership
            {
                WorkspaceId = invitation.WorkspaceId,
                UserId = user.Id,
                Role = invitation.Role,
                CreatedAt = now.UtcDateTime,
            });
            await db.SaveChangesAsync(token);
            return (JoinOutcome.Joined, user);
        }, cancellation);
}
