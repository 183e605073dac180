using Microsoft.EntityFrameworkCore;
using MuseSpark.Client.Moderation;
using MuseSpark.Web.Data;
using MuseSpark.Web.Outputs;

namespace MuseSpark.Web.Generations;

/// <summary>What is to be known of the picture that a request names before it is accepted.</summary>
/// <param name="Prompt">Of the work that it belongs to.</param>
/// <param name="Model">The model that painted all of it; null where none did.</param>
/// <param name="Label">What to expect of it, as a category.</param>
/// <param name="Restriction">What a reviewer decided on its work.</param>
public sealed record AskedSource(int Width, int Height, string Prompt, string? Model, string? Label, CaseDecision? Restriction)
{
    /// <summary>Null where the workspace has no such picture that is shown.</summary>
    public static async Task<AskedSource?> FindAsync(MuseSparkDb db, Guid workspaceId, Guid id, CancellationToken cancellationToken)
    {
        var found = await (from output in db.Outputs.AsNoTracking()
                           join work in db.Generations.AsNoTracking() on new { output.WorkspaceId, Id = output.GenerationId } equals new { work.WorkspaceId, work.Id }
                           where output.WorkspaceId == workspaceId && output.Id == id && output.Kind == OutputKinds.Picture
                           select new { output.Width, output.Height, Work = work }).SingleOrDefaultAsync(cancellationToken);
        return found is not { Work: var made } ? null
            // Around the part that was looked at alone it is as it was.
            : new AskedSource(found.Width ?? 0, found.Height ?? 0, made.Prompt, made.Settings.OnlyMasked is true ? null : made.PictureModel, made.Label, made.Restriction);
    }
}
