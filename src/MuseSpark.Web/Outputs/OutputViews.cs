using MuseSpark.Client.Generations;
using MuseSpark.Client.Outputs;
using MuseSpark.Web.Provenance.Edits;

namespace MuseSpark.Web.Outputs;

public static class OutputViews
{
    /// <param name="record">Where it is at hand.</param>
    public static OutputView Of(Output output, ProvenanceView? record = null) => new(
        output.Id, output.Kind, output.MediaType, output.Text, output.Kind == OutputKinds.Picture ? $"/api/outputs/{output.Id}/content" : null,
        output.Width, output.Height, output.Sha256, NoteWriter.Of(record?.Words), record is null ? null : HumanShare.Of(output, record),
        record is null ? null : SceneOf(output, record));

    /// <summary>The line by which a story's picture was painted, which comes second in it; null for other outputs.</summary>
    private static string? SceneOf(Output output, ProvenanceView record) =>
        output is { Kind: OutputKinds.Picture, Ordinal: > 0 } ? record.Words?.Asked ?? record.ExpandedPrompt : null;
}
