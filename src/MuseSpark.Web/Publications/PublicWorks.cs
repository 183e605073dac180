using Microsoft.EntityFrameworkCore;
using MuseSpark.Client.Generations;
using MuseSpark.Client.Moderation;
using MuseSpark.Client.Outputs;
using MuseSpark.Web.Data;
using MuseSpark.Web.Generations;
using MuseSpark.Web.Outputs;

namespace MuseSpark.Web.Publications;

/// <param name="Outputs">In their order.</param>
/// <param name="Records">How each of them was made.</param>
/// <param name="Name">Of who published it; null where it is not to be shown.</param>
public sealed record PublicWork(Publication Publication, Generation Generation, IReadOnlyList<Output> Outputs, IReadOnlyList<ProvenanceView> Records, string? Name)
{
    public Output? Text => Outputs.FirstOrDefault(output => output.Kind == OutputKinds.Text);
    public Output? Picture => Outputs.FirstOrDefault(output => output.Kind == OutputKinds.Picture);

    /// <summary>The models that had a part in it; of a text that a person edited, the one that wrote it first.</summary>
    public IEnumerable<(string Part, ModelRecord Model)> Models =>
        Records.Select(record => (record.Kind, Model: record.Model ?? record.Edit?.Model)).Where(part => part.Model is not null).Select(part => (part.Kind, part.Model!));
}

/// <summary>The one gate to what everybody may see: whatever hides a published work is asked here and nowhere else.</summary>
public sealed class PublicWorks(MuseSparkDb db)
{
    public async Task<PublicWork?> FindAsync(string address, CancellationToken cancellationToken)
    {
        var found = await Open.Where(open => open.Publication.Address == address).SingleOrDefaultAsync(cancellationToken);
        if (found is null) return null;
        var (publication, work) = (found.Publication, found.Work);
        var outputs = await db.Outputs.AsNoTracking().Where(o => o.WorkspaceId == work.WorkspaceId && o.GenerationId == work.Id).OrderBy(o => o.Ordinal).ToListAsync(cancellationToken);
        var ids = outputs.Select(o => o.Id).ToList();
        var records = await db.ProvenanceRecords.AsNoTracking().Where(r => r.WorkspaceId == work.WorkspaceId && ids.Contains(r.OutputId)).ToListAsync(cancellationToken);
        var name = publication.ShowsName
            ? await db.Users.Where(u => u.Id == publication.PublishedBy).Select(u => u.DisplayName).SingleOrDefaultAsync(cancellationToken) : null;
        return new PublicWork(publication, work, outputs, [.. records.OrderBy(r => ids.IndexOf(r.OutputId)).Select(r => r.Document)], name);
    }

    /// <summary>The public address of the work that an output belongs to; null while it has none.</summary>
    public Task<string?> AddressOfAsync(Guid outputId, CancellationToken cancellationToken) =>
        Open.Where(open => db.Outputs.Any(o => o.Id == outputId && o.WorkspaceId == open.Work.WorkspaceId && o.GenerationId == open.Work.Id))
            .Select(open => open.Publication.Address).SingleOrDefaultAsync(cancellationToken);

    private IQueryable<OpenWork> Open => db.Publications.AsNoTracking()
        .Join(db.Generations.AsNoTracking(), p => new { p.WorkspaceId, Id = p.GenerationId }, g => new { g.WorkspaceId, g.Id }, (p, g) => new OpenWork { Publication = p, Work = g })
        .Where(open => open.Work.State == GenerationState.Completed && !open.Publication.Waits
            && (open.Work.Restriction == null || (open.Work.Restriction != CaseDecision.Limit && open.Work.Restriction != CaseDecision.Hide)));

    private sealed class OpenWork
    {
        public required Publication Publication { get; init; }
        public required Generation Work { get; init; }
    }
}
