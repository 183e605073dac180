using Microsoft.EntityFrameworkCore;
using MuseSpark.Client.Generations;
using MuseSpark.Web.Data;
using MuseSpark.Web.Generations;
using MuseSpark.Web.Models;

namespace MuseSpark.Web.Moderation.Screening;

/// <summary>The pictures that nobody need look at: those that built-in models painted from words, and what was made from these.</summary>
public static class VouchedPictures
{
    public static async Task<bool> IncludeAsync(MuseSparkDb db, Generation work, CancellationToken cancellationToken)
    {
        // A picture shows what it was made from, which may have come from outside; and that may have been made from another one.
        while (work.SourceId is { } source && (work.Kind == Kinds.Enlarge || BuiltInModels.Includes(work.PictureModel ?? "")))
        {
            var workspace = work.WorkspaceId;
            var before = await db.Generations.AsNoTracking().SingleOrDefaultAsync(
                g => g.WorkspaceId == workspace && db.Outputs.Any(o => o.WorkspaceId == workspace && o.Id == source && o.GenerationId == g.Id), cancellationToken);
            if (before is null) return false;
            work = before;
        }

        // What it was made from may be gone by now: then nobody knows.
        return work is { Kind: not Kinds.Enlarge, SourceId: null, Settings.Strength: null } && BuiltInModels.Includes(work.PictureModel ?? "");
    }
}
