using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using MuseSpark.Web.Generations;
using MuseSpark.Web.Outputs;
using MuseSpark.Web.Provenance;
using MuseSpark.Web.Users;
using MuseSpark.Web.Workspaces;

namespace MuseSpark.Web.Data;

/// <summary>The one model of the data; each provider has a subclass with its own migrations.</summary>
public abstract class MuseSparkDb(DbContextOptions options) : IdentityUserContext<User, Guid>(options)
{
    public DbSet<Workspace> Workspaces => Set<Workspace>();
    public DbSet<Membership> Memberships => Set<Membership>();
    public DbSet<Invitation> Invitations => Set<Invitation>();
    public DbSet<ApiKey> ApiKeys => Set<ApiKey>();
    public DbSet<Generation> Generations => Set<Generation>();
    public DbSet<GenerationEvent> GenerationEvents => Set<GenerationEvent>();
    public DbSet<Output> Outputs => Set<Output>();
    public DbSet<ProvenanceRecord> ProvenanceRecords => Set<ProvenanceRecord>();
}
