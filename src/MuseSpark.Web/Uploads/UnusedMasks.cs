using Microsoft.EntityFrameworkCore;
using MuseSpark.Web.Data;
using MuseSpark.Web.Generations;
using MuseSpark.Web.Outputs;

namespace MuseSpark.Web.Uploads;

/// <summary>Removes masks that no work of their workspace names. Works name their mask in their settings alone, so that it outlives the picture it was drawn on.</summary>
internal static class UnusedMasks
{
    private const int Batch = 500;

    /// <summary>After this nobody goes on with a picture that was refused or never asked for.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromDays(1);

    /// <summary>Removes the mask of a work that was deleted.</summary>
    /// <returns>The blobs that it was kept in.</returns>
    public static async Task<IReadOnlyList<string>> RemoveOfAsync(Generation deleted, MuseSparkDb db, CancellationToken cancellationToken) => deleted.Settings.MaskId is { } mask
        ? await RemoveAsync(db.AllOutputs.Where(o => o.WorkspaceId == deleted.WorkspaceId && o.Id == mask), db, cancellationToken)
        : [];

    /// <summary>Removes masks that nothing was painted with for a day.</summary>
    /// <returns>The blobs that they were kept in.</returns>
    public static Task<IReadOnlyList<string>> RemoveOldAsync(MuseSparkDb db, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var before = (now - Patience).UtcDateTime;
        return RemoveAsync(db.AllOutputs.Where(o => o.CreatedAt < before), db, cancellationToken);
    }

    private static async Task<IReadOnlyList<string>> RemoveAsync(IQueryable<Output> among, MuseSparkDb db, CancellationToken cancellationToken)
    {
        var masks = await among.Where(o => o.Kind == OutputKinds.Mask).Select(o => new { o.WorkspaceId, o.GenerationId, o.Id, o.Sha256 }).ToListAsync(cancellationToken);
        if (masks.Count == 0) return [];
        var workspaces = masks.Select(mask => mask.WorkspaceId).Distinct().ToList();
        // The settings are JSON text, of which the database need only tell those with a mask.
        var painted = await db.Generations.FromSql($"""SELECT * FROM "Generations" WHERE "Settings" LIKE '%"maskId"%'""")
            .Where(g => workspaces.Contains(g.WorkspaceId)).Select(g => g.Settings).ToListAsync(cancellationToken);
        var named = painted.Select(settings => settings.MaskId).ToHashSet();
        var unused = masks.Where(mask => !named.Contains(mask.Id)).ToList();
        foreach (var batch in unused.Select(mask => mask.GenerationId).Chunk(Batch)) await db.Generations.Where(g => batch.Contains(g.Id)).ExecuteDeleteAsync(cancellationToken);
        return [.. unused.Select(mask => mask.Sha256)];
    }
}
