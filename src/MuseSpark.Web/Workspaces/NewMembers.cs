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
    /// <param name="tokenHash">Of the invitation.</param>
    /// <param name="userId">Who accepts; null: the new person in <paramref name="request"/>.</param>
    /// <param name="request">With all fields when <paramref name="userId"/> is null.</param>
    public Task<(JoinOutcome Outcome, User? User)> JoinAsync(
        string tokenHash, Guid? userId, AcceptInvitationRequest request, CancellationToken cancellation) =>
        db.InTransactionAsync<(JoinOutcome, User?)>(IsolationLevel.Serializable, async token =>
        {
            var now = time.GetUtcNow();
            var invitation = await db.Invitations.SingleOrDefaultAsync(
                i => i.TokenHash == tokenHash && i.AcceptedAt == null && i.ExpiresAt > now.UtcDateTime, token);
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
