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
        record.Property(r => r.Document).HasConversion<JsonText<ProvenanceView>>();
        record.HasOne<Output>().WithOne().HasForeignKey<ProvenanceRecord>(r => new { r.WorkspaceId, r.OutputId });
    }
}
