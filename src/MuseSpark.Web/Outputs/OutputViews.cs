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

    /// <summary>
    /// The line by which a story's picture was painted, which comes second in it; null for other outputs, and where it may be the person's own
    /// words, which not everybody may read: without a line, or with the words of a style around it.
    /// </summary>
    public static string? SceneOf(Output output, ProvenanceView record)
    {
        if (output is not { Kind: OutputKinds.Picture, Ordinal: > 0 } || (record.Words is null && record.Settings.Style is not null)) return null;
        var painted = record.Words?.Asked ?? record.ExpandedPrompt;
        return painted == record.Prompt ? null : painted;
    }
}
