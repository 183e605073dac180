using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MuseSpark.Web.Outputs;

namespace MuseSpark.Web.Provenance.Verify;

public sealed class FingerprintMap : IEntityTypeConfiguration<Fingerprint>
{
    public void Configure(EntityTypeBuilder<Fingerprint> fingerprint)
    {
        fingerprint.HasKey(f => new { f.WorkspaceId, f.OutputId, f.Ordinal });
        fingerprint.Property(f => f.Exact).HasMaxLength(64);
        fingerprint.HasIndex(f => f.Exact);
        // With the fingerprint itself, so that thousands are compared without a look into the table.
        fingerprint.HasIndex(f => new { f.IsPicture, f.Band0, f.Similar });
        fingerprint.HasIndex(f => new { f.IsPicture, f.Band1, f.Similar });
        fingerprint.HasIndex(f => new { f.IsPicture, f.Band2, f.Similar });
        fingerprint.HasIndex(f => new { f.IsPicture, f.Band3, f.Similar });
        fingerprint.HasOne<Output>().WithMany().HasForeignKey(f => new { f.WorkspaceId, f.OutputId });
    }
}
