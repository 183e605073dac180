using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MuseSpark.Web.Generations;

namespace MuseSpark.Web.Outputs;

public sealed class OutputMap : IEntityTypeConfiguration<Output>
{
    public void Configure(EntityTypeBuilder<Output> output)
    {
        output.HasKey(o => new { o.WorkspaceId, o.Id });
        output.HasIndex(o => o.Id).IsUnique();
        output.HasIndex(o => o.Sha256);
        output.HasIndex(o => new { o.WorkspaceId, o.GenerationId, o.Ordinal }).IsUnique();
        output.Property(o => o.Kind).HasMaxLength(20);
        output.Property(o => o.MediaType).HasMaxLength(100);
        output.Property(o => o.Sha256).HasMaxLength(64);
        output.HasQueryFilter(o => o.Withheld == Withheld.No);
        output.HasOne<Generation>().WithMany().HasForeignKey(o => new { o.WorkspaceId, o.GenerationId });
    }
}
