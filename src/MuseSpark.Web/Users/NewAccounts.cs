using System.Data;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using MuseSpark.Client.Users;
using MuseSpark.Client.Workspaces;
using MuseSpark.Web.Data;
using MuseSpark.Web.Workspaces;

namespace MuseSpark.Web.Users;

/// <summary>Makes accounts that come with a workspace: the first one, which runs the server, and those of people who sign up.</summary>
public sealed class NewAccounts(MuseSparkDb db, UserManager<User> users, TimeProvider time)
{
    /// <returns>Null when somebody was here before. Serializable, so of two at once only one is the first.</returns>
    public Task<User?> MakeFirstAsync(SetupRequest request, CancellationToken cancellation) =>
        db.InTransactionAsync(IsolationLevel.Serializable, async token => await db.Users.AnyAsync(token) ? null : await AddAsync(request, isAdmin: true, token), cancellation);

    /// <returns>Null when the e-mail address has an account.</returns>
    public Task<User?> JoinAsync(SetupRequest request, CancellationToken cancellation) =>
        db.InTransactionAsync(IsolationLevel.Serializable, token => AddAsync(request, isAdmin: false, token), cancellation);

    private async Task<User?> AddAsync(SetupRequest request, bool isAdmin, CancellationToken token)
    {
        var now = time.GetUtcNow();
        var workspace = new Workspace
        {
            Id = Guid.CreateVersion7(now),
            Name = string.IsNullOrWhiteSpace(request.WorkspaceName) ? "My workspace" : request.WorkspaceName.Trim(),
            CreatedAt = now.UtcDateTime,
        };
        var user = new User
        {
            Id = Guid.CreateVersion7(now),
            UserName = request.Email.Trim(),
            Email = request.Email.Trim(),
            DisplayName = request.DisplayName.Trim(),
            IsAdmin = isAdmin,
            CurrentWorkspaceId = workspace.Id,
            CreatedAt = now.UtcDateTime,
        };

        var made = await users.CreateAsync(user, request.Password);
        if (made.Errors.Any(e => e.Code is nameof(IdentityErrorDescriber.DuplicateEmail) or nameof(IdentityErrorDescriber.DuplicateUserName)))
            return null;
        if (!made.Succeeded)
            throw new InvalidOperationException(string.Join(" ", made.Errors.Select(e => e.Description)));

        db.Workspaces.Add(workspace);
        db.Memberships.Add(new Membership { WorkspaceId = workspace.Id, UserId = user.Id, Role = Role.Owner, CreatedAt = now.UtcDateTime });
        await db.SaveChangesAsync(token);
        return user;
    }
}
