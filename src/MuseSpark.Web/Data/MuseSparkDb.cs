using System.Data;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using MuseSpark.Client.Generations;
using MuseSpark.Client.Moderation;
using MuseSpark.Client.Workspaces;
using MuseSpark.Web.Generations;
using MuseSpark.Web.Moderation.Cases;
using MuseSpark.Web.Moderation.Ledger;
using MuseSpark.Web.Moderation.Members;
using MuseSpark.Web.Moderation.Notices;
using MuseSpark.Web.Moderation.Policy;
using MuseSpark.Web.Moderation.PublicReports;
using MuseSpark.Web.Moderation.Screening;
using MuseSpark.Web.Outputs;
using MuseSpark.Web.Provenance;
using MuseSpark.Web.Provenance.Exports;
using MuseSpark.Web.Provenance.Verify;
using MuseSpark.Web.Publications;
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

    /// <summary>Also those that a review withholds: for reviewers, and for whoever keeps or removes files.</summary>
    public IQueryable<Output> AllOutputs => Set<Output>().IgnoreQueryFilters();
    public DbSet<ProvenanceRecord> ProvenanceRecords => Set<ProvenanceRecord>();
    public DbSet<Export> Exports => Set<Export>();
    public DbSet<Fingerprint> Fingerprints => Set<Fingerprint>();
    public DbSet<Publication> Publications => Set<Publication>();
    public DbSet<PolicyVersion> Policies => Set<PolicyVersion>();
    public DbSet<ScreeningRecord> Screenings => Set<ScreeningRecord>();
    public DbSet<ReviewCase> Cases => Set<ReviewCase>();
    public DbSet<Decision> Decisions => Set<Decision>();
    public DbSet<Appeal> Appeals => Set<Appeal>();
    public DbSet<Report> Reports => Set<Report>();
    public DbSet<PublicReport> PublicReports => Set<PublicReport>();
    public DbSet<Notice> Notices => Set<Notice>();
    public DbSet<Strike> Strikes => Set<Strike>();
    public DbSet<Suspension> Suspensions => Set<Suspension>();
    public DbSet<LedgerEntry> LedgerEntries => Set<LedgerEntry>();
    public DbSet<LedgerHead> LedgerHeads => Set<LedgerHead>();

    /// <summary>
    /// Runs <paramref name="work"/> in one transaction, and the whole of it again when the connection was lost or a
    /// serializable one met another: so it starts from an empty change tracker and loads what it needs itself.
    /// </summary>
    public virtual Task<T> InTransactionAsync<T>(
        IsolationLevel isolation, Func<CancellationToken, Task<T>> work, CancellationToken cancellation) =>
        Database.CreateExecutionStrategy().ExecuteAsync(async token =>
        {
            ChangeTracker.Clear();
            await using var transaction = await Database.BeginTransactionAsync(isolation, token);
            var result = await work(token);
            await transaction.CommitAsync(token);
            return result;
        }, cancellation);

    protected override void ConfigureConventions(ModelConfigurationBuilder conventions)
    {
        conventions.Properties<DateTime>().HaveConversion<UtcConverter>();
        conventions.Properties<GenerationState>().HaveConversion<string>().HaveMaxLength(20);
        conventions.Properties<TextMark>().HaveConversion<string>().HaveMaxLength(20);
        conventions.Properties<Role>().HaveConversion<string>().HaveMaxLength(20);
        conventions.Properties<Withheld>().HaveConversion<string>().HaveMaxLength(20);
        conventions.Properties<Door>().HaveConversion<string>().HaveMaxLength(20);
        conventions.Properties<Surface>().HaveConversion<string>().HaveMaxLength(20);
        conventions.Properties<ScreenAction>().HaveConversion<string>().HaveMaxLength(20);
        conventions.Properties<CaseState>().HaveConversion<string>().HaveMaxLength(20);
        conventions.Properties<CaseDecision>().HaveConversion<string>().HaveMaxLength(20);
    }

    protected override void OnModelCreating(ModelBuilder model)
    {
        base.OnModelCreating(model);
        model.Entity<IdentityUserClaim<Guid>>().ToTable("UserClaims");
        model.Entity<IdentityUserLogin<Guid>>().ToTable("UserLogins");
        model.Entity<IdentityUserToken<Guid>>().ToTable("UserTokens");
        model.ApplyConfiguration(new UserMap());
        model.ApplyConfiguration(new WorkspaceMap());
        model.ApplyConfiguration(new MembershipMap());
        model.ApplyConfiguration(new InvitationMap());
        model.ApplyConfiguration(new ApiKeyMap());
        model.ApplyConfiguration(new GenerationMap());
        model.ApplyConfiguration(new GenerationEventMap());
        model.ApplyConfiguration(new OutputMap());
        model.ApplyConfiguration(new ProvenanceRecordMap());
        model.ApplyConfiguration(new ExportMap());
        model.ApplyConfiguration(new FingerprintMap());
        model.ApplyConfiguration(new PublicationMap());
        model.ApplyConfiguration(new PolicyMap());
        model.ApplyConfiguration(new ScreeningRecordMap());
        model.ApplyConfiguration(new ReviewCaseMap());
        model.ApplyConfiguration(new DecisionMap());
        model.ApplyConfiguration(new AppealMap());
        model.ApplyConfiguration(new ReportMap());
        model.ApplyConfiguration(new PublicReportMap());
        model.ApplyConfiguration(new NoticeMap());
        model.ApplyConfiguration(new StrikeMap());
        model.ApplyConfiguration(new SuspensionMap());
        model.ApplyConfiguration(new LedgerEntryMap());
        model.ApplyConfiguration(new LedgerHeadMap());
    }
}
