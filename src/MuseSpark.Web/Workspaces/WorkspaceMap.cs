using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MuseSpark.Web.Users;

namespace MuseSpark.Web.Workspaces;

public sealed class WorkspaceMap : IEntityTypeConfiguration<Workspace>
{
    public void Configure(EntityTypeBuilder<Workspace> workspace)
    {
        workspace.Property(w => w.Id).ValueGeneratedNever();
        workspace.Property(w => w.Name).HasMaxLength(100);
    }
}

public sealed class MembershipMap : IEntityTypeConfiguration<Membership>
{
    public void Configure(EntityTypeBuilder<Membership> membership)
    {
        membership.HasKey(m => new { m.WorkspaceId, m.UserId });
        membership.HasOne<Workspace>().WithMany().HasForeignKey(m => m.WorkspaceId);
        membership.HasOne<User>().WithMany().HasForeignKey(m => m.UserId);
    }
}

public sealed class InvitationMap : IEntityTypeConfiguration<Invitation>
{
    public void Configure(EntityTypeBuilder<Invitation> invitation)
    {
        invitation.HasKey(i => new { i.WorkspaceId, i.Id });
        invitation.Property(i => i.TokenHash).HasMaxLength(64);
        invitation.HasIndex(i => i.TokenHash).IsUnique();
        invitation.HasOne<Workspace>().WithMany().HasForeignKey(i => i.WorkspaceId);
        invitation.HasOne<User>().WithMany().HasForeignKey(i => i.InvitedBy);
    }
}

public sealed class ApiKeyMap : IEntityTypeConfiguration<ApiKey>
{
    public void Configure(EntityTypeBuilder<ApiKey> key)
    {
        key.HasKey(k => new { k.WorkspaceId, k.Id });
        key.Property(k => k.Name).HasMaxLength(100);
        key.Property(k => k.Prefix).HasMaxLength(20);
        key.Property(k => k.Hash).HasMaxLength(64);
        key.HasIndex(k => k.Hash).IsUnique();

        // Through the membership: whoever leaves a workspace takes their keys to it along.
        key.HasOne<Membership>().WithMany().HasForeignKey(k => new { k.WorkspaceId, k.UserId });
    }
}
