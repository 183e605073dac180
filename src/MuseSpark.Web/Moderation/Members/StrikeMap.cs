using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MuseSpark.Web.Users;
using MuseSpark.Web.Workspaces;

namespace MuseSpark.Web.Moderation.Members;

public sealed class StrikeMap : IEntityTypeConfiguration<Strike>
{
    public void Configure(EntityTypeBuilder<Strike> strike)
    {
        strike.HasKey(s => new { s.WorkspaceId, s.Id });
        strike.HasIndex(s => new { s.WorkspaceId, s.UserId, s.ExpiresAt });
        strike.HasOne<Workspace>().WithMany().HasForeignKey(s => s.WorkspaceId);
        strike.HasOne<User>().WithMany().HasForeignKey(s => s.UserId);
    }
}

public sealed class SuspensionMap : IEntityTypeConfiguration<Suspension>
{
    public void Configure(EntityTypeBuilder<Suspension> suspension)
    {
        suspension.HasKey(s => new { s.WorkspaceId, s.Id });
        suspension.HasIndex(s => new { s.WorkspaceId, s.UserId, s.Until });
        suspension.Property(s => s.Reason).HasMaxLength(2_000);
        suspension.HasOne<Workspace>().WithMany().HasForeignKey(s => s.WorkspaceId);
        suspension.HasOne<User>().WithMany().HasForeignKey(s => s.UserId);
    }
}
