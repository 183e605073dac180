using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MuseSpark.Client.Outputs;
using MuseSpark.Web.Data;
using MuseSpark.Web.Outputs;

namespace MuseSpark.Web.Provenance;

public sealed class ProvenanceRecordMap : IEntityTypeConfiguration<ProvenanceRecord>
{
    public void Configure(EntityTypeBuilder<ProvenanceRecord> record)
    {
        record.HasKey(r => new { r.WorkspaceId, r.OutputId });
        record.HasIndex(r => r.Manifest).IsUnique();
        record.HasIndex(r => r.MarkId).IsUnique();
        record.Property(r => r.Manifest).HasMaxLength(100);
        record.Property(r => r.Document).HasConversion<JsonText<ProvenanceView>>();
        record.HasOne<Output>().WithOne().HasForeignKey<ProvenanceRecord>(r => new { r.WorkspaceId, r.OutputId });
    }
}
