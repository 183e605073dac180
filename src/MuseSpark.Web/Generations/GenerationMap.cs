using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MuseSpark.Client.Generations;
using MuseSpark.Web.Data;
using MuseSpark.Web.Outputs;
using MuseSpark.Web.Users;
using MuseSpark.Web.Workspaces;

namespace MuseSpark.Web.Generations;

public sealed class GenerationMap : IEntityTypeConfiguration<Generation>
{
    public void Configure(EntityTypeBuilder<Generation> generation)
    {
        generation.HasKey(g => new { g.WorkspaceId, g.Id });
        generation.HasIndex(g => g.Id).IsUnique();
        generation.HasIndex(g => new { g.State, g.LeaseUntil });
        generation.Property(g => g.Kind).HasMaxLength(20);
        generation.Property(g => g.Mode).HasMaxLength(20);
        generation.Property(g => g.Label).HasMaxLength(40);
        generation.Property(g => g.Settings).HasConversion<JsonText<GenerationSettings>>();
        generation.HasOne<Workspace>().WithMany().HasForeignKey(g => g.WorkspaceId);
        generation.HasOne<User>().WithMany().HasForeignKey(g => g.UserId).OnDelete(DeleteBehavior.Restrict);

        // Within the workspace only. A database can't blank half a key when the parent goes: whoever deletes it does.
        generation.HasOne<Generation>().WithMany().HasForeignKey(g => new { g.WorkspaceId, g.ParentId }).OnDelete(DeleteBehavior.Restrict);
        generation.HasOne<Output>().WithMany().HasForeignKey(g => new { g.WorkspaceId, g.SourceId }).OnDelete(DeleteBehavior.Restrict);
    }
}

public sealed class GenerationEventMap : IEntityTypeConfiguration<GenerationEvent>
{
    public void Configure(EntityTypeBuilder<GenerationEvent> entry)
    {
        entry.HasKey(e => new { e.WorkspaceId, e.GenerationId, e.Seq });
        entry.Property(e => e.Type).HasMaxLength(20);
        entry.HasOne<Generation>().WithMany().HasForeignKey(e => new { e.WorkspaceId, e.GenerationId });
    }
}
