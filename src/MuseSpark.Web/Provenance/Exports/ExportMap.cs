using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MuseSpark.Web.Outputs;
using MuseSpark.Web.Users;

namespace MuseSpark.Web.Provenance.Exports;

public sealed class ExportMap : IEntityTypeConfiguration<Export>
{
    public void Configure(EntityTypeBuilder<Export> export)
    {
        export.HasKey(e => new { e.WorkspaceId, e.Id });
        export.HasIndex(e => e.Sha256);
        export.HasIndex(e => new { e.WorkspaceId, e.OutputId });
        export.Property(e => e.Level).HasMaxLength(20);
        export.Property(e => e.Sha256).HasMaxLength(64);
        export.HasOne<Output>().WithMany().HasForeignKey(e => new { e.WorkspaceId, e.OutputId });
        export.HasOne<User>().WithMany().HasForeignKey(e => e.UserId).OnDelete(DeleteBehavior.Restrict);
    }
}
