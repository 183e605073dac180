using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MuseSpark.Web.Data;
using MuseSpark.Web.Workspaces;

namespace MuseSpark.Web.Moderation.Screening;

public sealed class ScreeningRecordMap : IEntityTypeConfiguration<ScreeningRecord>
{
    public void Configure(EntityTypeBuilder<ScreeningRecord> screening)
    {
        screening.HasKey(s => new { s.WorkspaceId, s.Id });
        screening.HasIndex(s => new { s.WorkspaceId, s.CreatedAt });
        screening.HasIndex(s => new { s.WorkspaceId, s.GenerationId });
        screening.Property(s => s.Category).HasMaxLength(40);
        screening.Property(s => s.Rule).HasMaxLength(200);
        screening.Property(s => s.Model).HasMaxLength(100);
        screening.Property(s => s.Scores).HasConversion<JsonText<ScoreList>>();
        screening.HasOne<Workspace>().WithMany().HasForeignKey(s => s.WorkspaceId);
    }
}
