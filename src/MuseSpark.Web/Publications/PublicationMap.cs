using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MuseSpark.Web.Generations;
using MuseSpark.Web.Users;

namespace MuseSpark.Web.Publications;

public sealed class PublicationMap : IEntityTypeConfiguration<Publication>
{
    public void Configure(EntityTypeBuilder<Publication> publication)
    {
        publication.HasKey(p => new { p.WorkspaceId, p.GenerationId });
        publication.HasIndex(p => p.Address).IsUnique();
        publication.Property(p => p.Address).HasMaxLength(Publication.AddressLength);
        publication.Property(p => p.Title).HasMaxLength(120);
        publication.Property(p => p.AltText).HasMaxLength(500);
        publication.HasOne<Generation>().WithOne().HasForeignKey<Publication>(p => new { p.WorkspaceId, p.GenerationId });
        publication.HasOne<User>().WithMany().HasForeignKey(p => p.PublishedBy).OnDelete(DeleteBehavior.Restrict);
    }
}
