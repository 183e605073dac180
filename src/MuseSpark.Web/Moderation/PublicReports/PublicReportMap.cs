using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MuseSpark.Client.Moderation;
using MuseSpark.Web.Moderation.Cases;
using MuseSpark.Web.Publications;

namespace MuseSpark.Web.Moderation.PublicReports;

public sealed class PublicReportMap : IEntityTypeConfiguration<PublicReport>
{
    public void Configure(EntityTypeBuilder<PublicReport> report)
    {
        report.HasKey(r => new { r.WorkspaceId, r.Id });
        report.HasIndex(r => r.Code).IsUnique();
        report.HasIndex(r => new { r.WorkspaceId, r.GenerationId, r.CreatedAt });
        report.HasIndex(r => new { r.Origin, r.CreatedAt });
        report.HasIndex(r => new { r.Email, r.CreatedAt });
        report.Property(r => r.Code).HasMaxLength(Publication.AddressLength);
        report.Property(r => r.Category).HasMaxLength(40);
        report.Property(r => r.Words).HasMaxLength(PublicReportRequest.MaxWords);
        report.Property(r => r.Name).HasMaxLength(100);
        report.Property(r => r.Email).HasMaxLength(200);
        report.Property(r => r.Origin).HasMaxLength(64);
        report.HasOne<ReviewCase>().WithMany().HasForeignKey(r => new { r.WorkspaceId, r.CaseId });
    }
}
