using Microsoft.EntityFrameworkCore;
using MuseSpark.Client.Moderation;
using MuseSpark.Web.Data;

namespace MuseSpark.Web.Moderation.Screening;

/// <summary>Who will see a work.</summary>
public static class Surfaces
{
    /// <summary>A workspace that one person has to themselves is private.</summary>
    public static async Task<Surface> OfWorkspaceAsync(MuseSparkDb db, Guid workspaceId, CancellationToken cancellationToken) =>
        await db.Memberships.Where(m => m.WorkspaceId == workspaceId).OrderBy(m => m.UserId).Take(2).CountAsync(cancellationToken) < 2 ? Surface.Private : Surface.Workspace;
}
