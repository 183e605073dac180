using Microsoft.EntityFrameworkCore;
using MuseSpark.Client.Generations;
using MuseSpark.Web.Data;
using MuseSpark.Web.Generations;

namespace MuseSpark.Web.Provenance.Graph;

/// <summary>One work on the way, with as much of its outputs as a graph shows.</summary>
public sealed record GraphWork(Generation Job, IReadOnlyList<GraphPiece> Pieces, IReadOnlyList<GraphExports> Exports)
{
    /// <summary>At most so many nodes come of it: its own, its prompt, its models, its outputs, the levels at which they left.</summary>
    public int Nodes => Exports.Count + (Job.Kind == Kinds.Upload ? 1
        : 2 + (Job.TextModel is null ? 0 : 1) + (Job.PictureModel is null ? 0 : 1) + Pieces.Count);
}

/// <param name="Start">The first letters of a text; null for a picture.</param>
public sealed record GraphPiece(Guid Id, Guid GenerationId, int Ordinal, string Kind, string? Start, DateTime CreatedAt);

/// <summary>The copies of one output that were handed out at one level.</summary>
public sealed record GraphExports(Guid OutputId, string Level, int Count, DateTime Last);

/// <summary>
/// Walks from one work to all that it was made from and all that was made from it, level by level and both ways at once,
/// so that a bound leaves out what is furthest. A level costs six queries at most, however many works are on it. Every query
/// names the workspace, so nothing of another one can be met.
/// </summary>
public sealed class GraphWalk(MuseSparkDb db, Guid workspaceId)
{
    public const int MaxNodes = 200, MaxDepth = 20;

    /// <summary>As many letters of a text as a title may need.</summary>
    private const int StartLength = 400;

    private readonly Dictionary<Guid, GraphWork> _works = [];
    private int _nodes;

    /// <summary>The works that were met, the nearest first.</summary>
    public IReadOnlyCollection<GraphWork> Works => _works.Values;

    /// <summary>Whether there are more works than were walked to.</summary>
    public bool Cut { get; private set; }

    public async Task FromAsync(Guid generationId, CancellationToken cancellationToken)
    {
        var start = await db.Generations.AsNoTracking().Where(g => g.WorkspaceId == workspaceId && g.Id == generationId).ToListAsync(cancellationToken);
        var origins = await MeetAsync(start, cancellationToken);
        var results = origins;
        for (var depth = 1; !Cut && origins.Count + results.Count > 0; depth++)
        {
            var before = await OriginsOfAsync(origins, cancellationToken);
            var after = await ResultsOfAsync(results, cancellationToken);
            if (depth > MaxDepth)
            {
                Cut = before.Count + after.Count > 0;
                return;
            }

            origins = await MeetAsync(before, cancellationToken);
            results = await MeetAsync(after, cancellationToken);
        }
    }

    private async Task<List<Generation>> OriginsOfAsync(IReadOnlyList<GraphWork> works, CancellationToken cancellationToken)
    {
        var sources = works.Select(work => work.Job.SourceId).OfType<Guid>().Distinct().ToList();
        var ids = works.Select(work => work.Job.ParentId).OfType<Guid>().ToHashSet();
        if (sources.Count > 0)
            ids.UnionWith(await db.Outputs.Where(o => o.WorkspaceId == workspaceId && sources.Contains(o.Id)).Select(o => o.GenerationId).ToListAsync(cancellationToken));
        ids.ExceptWith(_works.Keys);
        return ids.Count == 0 ? []
            : await db.Generations.AsNoTracking().Where(g => g.WorkspaceId == workspaceId && ids.Contains(g.Id)).OrderByDescending(g => g.Id).ToListAsync(cancellationToken);
    }

    private async Task<List<Generation>> ResultsOfAsync(IReadOnlyList<GraphWork> works, CancellationToken cancellationToken)
    {
        if (works.Count == 0) return [];
        var ids = works.Select(work => (Guid?)work.Job.Id).ToList();
        var pieces = works.SelectMany(work => work.Pieces).Select(piece => (Guid?)piece.Id).ToList();
        var next = await db.Generations.AsNoTracking()
            .Where(g => g.WorkspaceId == workspaceId && (ids.Contains(g.ParentId) || pieces.Contains(g.SourceId)))
            .OrderBy(g => g.Id).Take(MaxNodes + 1).ToListAsync(cancellationToken);
        return [.. next.Where(g => !_works.ContainsKey(g.Id))];
    }

    /// <summary>Takes in works, until the bound.</summary>
    private async Task<IReadOnlyList<GraphWork>> MeetAsync(IReadOnlyList<Generation> jobs, CancellationToken cancellationToken)
    {
        if (jobs.Count == 0) return [];
        var ids = jobs.Select(job => job.Id).ToList();
        var pieces = (await db.Outputs.Where(o => o.WorkspaceId == workspaceId && ids.Contains(o.GenerationId)).OrderBy(o => o.Ordinal)
            .Select(o => new GraphPiece(o.Id, o.GenerationId, o.Ordinal, o.Kind, o.Text == null ? null : o.Text.Substring(0, StartLength), o.CreatedAt))
            .ToListAsync(cancellationToken)).ToLookup(piece => piece.GenerationId);
        var exports = (await db.Exports.Where(e => e.WorkspaceId == workspaceId && db.Outputs.Any(o => o.WorkspaceId == workspaceId && o.Id == e.OutputId && ids.Contains(o.GenerationId)))
            .GroupBy(e => new { e.OutputId, e.Level }).Select(copies => new GraphExports(copies.Key.OutputId, copies.Key.Level, copies.Count(), copies.Max(e => e.At)))
            .ToListAsync(cancellationToken)).ToLookup(copies => copies.OutputId);
        var met = new List<GraphWork>();
        foreach (var job in jobs)
        {
            // What was withdrawn is not to be seen, only that there was something.
            GraphPiece[] shown = job.State == GenerationState.Withdrawn ? [] : [.. pieces[job.Id]];
            var work = new GraphWork(job, shown, [.. shown.SelectMany(piece => exports[piece.Id]).OrderBy(copies => copies.Level)]);
            if (_nodes + work.Nodes > MaxNodes)
            {
                Cut = true;
                break;
            }

            _nodes += work.Nodes;
            _works.Add(job.Id, work);
            met.Add(work);
        }

        return met;
    }
}
