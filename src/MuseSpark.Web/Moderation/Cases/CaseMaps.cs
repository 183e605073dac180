using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MuseSpark.Client.Moderation;
using MuseSpark.Web.Data;
using MuseSpark.Web.Generations;

namespace MuseSpark.Web.Moderation.Cases;

public sealed class ReviewCaseMap : IEntityTypeConfiguration<ReviewCase>
{
    public void Configure(EntityTypeBuilder<ReviewCase> entry)
    {
        entry.HasKey(c => new { c.WorkspaceId, c.Id });
        entry.HasIndex(c => c.Id).IsUnique();
        entry.HasIndex(c => new { c.WorkspaceId, c.State, c.DueAt, c.Id });
        entry.HasIndex(c => new { c.WorkspaceId, c.Category, c.State, c.DueAt, c.Id });
        entry.HasIndex(c => new { c.WorkspaceId, c.GenerationId });
        entry.HasIndex(c => new { c.WorkspaceId, c.AuthorId });
        entry.HasIndex(c => new { c.WorkspaceId, c.Category, c.DecidedAt });
        entry.HasIndex(c => new { c.WorkspaceId, c.IsSample, c.State });
        entry.HasIndex(c => new { c.Category, c.State });
        entry.Property(c => c.Category).HasMaxLength(40);
        entry.Property(c => c.Findings).HasConversion<JsonText<FindingList>>();
        entry.Property(c => c.Version).IsConcurrencyToken();

        // A case outlives its work and its author's account: what was decided stays on record.
        entry.HasOne<Workspaces.Workspace>().WithMany().HasForeignKey(c => c.WorkspaceId);
    }
}

public sealed class DecisionMap : IEntityTypeConfiguration<Decision>
{
    public void Configure(EntityTypeBuilder<Decision> decision)
    {
        decision.HasKey(d => new { d.WorkspaceId, d.Id });
        decision.HasIndex(d => new { d.WorkspaceId, d.CaseId });
        decision.Property(d => d.Clause).HasMaxLength(40);
        decision.Property(d => d.Statement).HasConversion<JsonText<Statement>>();
        decision.HasOne<ReviewCase>().WithMany().HasForeignKey(d => new { d.WorkspaceId, d.CaseId });
    }
}

public sealed class AppealMap : IEntityTypeConfiguration<Appeal>
{
    public void Configure(EntityTypeBuilder<Appeal> appeal)
    {
        appeal.HasKey(a => new { a.WorkspaceId, a.CaseId });
        appeal.Property(a => a.Words).HasMaxLength(2_000);
        appeal.HasOne<ReviewCase>().WithMany().HasForeignKey(a => new { a.WorkspaceId, a.CaseId });
    }
}

public sealed class ReportMap : IEntityTypeConfiguration<Report>
{
    public void Configure(EntityTypeBuilder<Report> report)
    {
        report.HasKey(r => new { r.WorkspaceId, r.GenerationId, r.ReporterId });
        report.HasIndex(r => new { r.ReporterId, r.CreatedAt });
        report.Property(r => r.Category).HasMaxLength(40);
        report.Property(r => r.Words).HasMaxLength(ReportRequest.MaxWords);
        report.HasOne<Generation>().WithMany().HasForeignKey(r => new { r.WorkspaceId, r.GenerationId });
    }
}
