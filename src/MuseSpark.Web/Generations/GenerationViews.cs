using MuseSpark.Client.Generations;
using MuseSpark.Client.Outputs;
using MuseSpark.Inference.Models;
using MuseSpark.Web.Outputs;
using MuseSpark.Web.Publications;

namespace MuseSpark.Web.Generations;

public static class GenerationViews
{
    /// <param name="records">By output; without them nothing is said of how it was made.</param>
    public static GenerationView Of(
        Generation row, IEnumerable<Output> outputs, ModelCatalog catalog, IReadOnlyDictionary<Guid, ProvenanceView>? records = null, Publication? publication = null) => new()
        {
            Id = row.Id,
            WorkspaceId = row.WorkspaceId,
            Kind = row.Kind,
            Mode = row.Mode,
            State = row.State,
            Prompt = row.Prompt,
            NegativePrompt = row.NegativePrompt,
            Settings = row.Settings,
            Seed = row.Seed,
            Models = [.. UseOf(OutputKinds.Text, row.TextModel, catalog), .. UseOf(OutputKinds.Picture, row.PictureModel, catalog)],
            Outputs = [.. outputs.OrderBy(o => o.Ordinal).Select(o => OutputViews.Of(o, records?.GetValueOrDefault(o.Id)))],
            Usage = row.IsFinal ? new UsageView(row.TextTokens, row.PictureSteps, row.WorkMilliseconds) : null,
            Error = row.Error,
            Restriction = row.Restriction,
            Label = row.Label,
            ParentId = row.ParentId,
            SourceId = row.SourceId,
            DigitalSourceType = records?.Values.FirstOrDefault(record => record.GenerationId == row.Id && record.DigitalSourceType is not null)?.DigitalSourceType,
            Published = publication?.AsView(),
            CreatedAt = row.CreatedAt,
            StartedAt = row.StartedAt,
            FinishedAt = row.FinishedAt,
        };

    private static IEnumerable<ModelUse> UseOf(string part, string? id, ModelCatalog catalog) => id is null ? []
        : [new ModelUse(part, id, catalog.Models.FirstOrDefault(m => m.Manifest.Id == id)?.Manifest.Name ?? id)];
}
