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
        fingerprint.HasIndex(f => new { f.IsPicture, f.Band0 });
        fingerprint.HasIndex(f => new { f.IsPicture, f.Band1 });
        fingerprint.HasIndex(f => new { f.IsPicture, f.Band2 });
        fingerprint.HasIndex(f => new { f.IsPicture, f.Band3 });
        fingerprint.HasOne<Output>().WithMany().HasForeignKey(f => new { f.WorkspaceId, f.OutputId });
    }
}
