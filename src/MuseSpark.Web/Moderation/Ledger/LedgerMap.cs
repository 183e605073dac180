using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MuseSpark.Web.Moderation.Ledger;

public sealed class LedgerEntryMap : IEntityTypeConfiguration<LedgerEntry>
{
    public void Configure(EntityTypeBuilder<LedgerEntry> entry)
    {
        // The key makes two that want the same number collide: one of them reads anew and goes after the other.
        entry.HasKey(e => new { e.WorkspaceId, e.Number });
        entry.HasIndex(e => new { e.WorkspaceId, e.SubjectId });
        entry.Property(e => e.Kind).HasMaxLength(40);
        entry.Property(e => e.Previous).HasMaxLength(64);
        entry.Property(e => e.Hash).HasMaxLength(64);
    }
}

public sealed class LedgerHeadMap : IEntityTypeConfiguration<LedgerHead>
{
    public void Configure(EntityTypeBuilder<LedgerHead> head)
    {
        head.HasKey(h => new { h.WorkspaceId, h.Day });
        head.Property(h => h.Hash).HasMaxLength(64);
    }
}
