using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MuseSpark.Client.Moderation;
using MuseSpark.Web.Data;

namespace MuseSpark.Web.Moderation.Policy;

public sealed class PolicyMap : IEntityTypeConfiguration<PolicyVersion>
{
    public void Configure(EntityTypeBuilder<PolicyVersion> policy)
    {
        // No foreign key: the server's own policy belongs to no workspace, and authors may leave.
        policy.HasKey(p => new { p.WorkspaceId, p.Number });
        policy.Property(p => p.Document).HasConversion<JsonText<PolicyDocument>>();
        policy.Property(p => p.Reason).HasMaxLength(1_000);
    }
}
