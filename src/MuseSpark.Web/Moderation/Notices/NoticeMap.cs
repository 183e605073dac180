using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MuseSpark.Client.Moderation;
using MuseSpark.Web.Data;
using MuseSpark.Web.Users;
using MuseSpark.Web.Workspaces;

namespace MuseSpark.Web.Moderation.Notices;

public sealed class NoticeMap : IEntityTypeConfiguration<Notice>
{
    public void Configure(EntityTypeBuilder<Notice> notice)
    {
        notice.HasKey(n => new { n.WorkspaceId, n.Id });
        notice.HasIndex(n => new { n.UserId, n.CreatedAt });
        notice.Property(n => n.Title).HasMaxLength(200);
        notice.Property(n => n.Statement).HasConversion<JsonText<Statement>>();
        notice.HasOne<Workspace>().WithMany().HasForeignKey(n => n.WorkspaceId);
        notice.HasOne<User>().WithMany().HasForeignKey(n => n.UserId);
    }
}
