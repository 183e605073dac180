using MuseSpark.Client.Generations;
using MuseSpark.Client.Outputs;
using MuseSpark.Web.Provenance.Edits;

namespace MuseSpark.Web.Outputs;

public static class OutputViews
{
    /// <param name="record">Where it is at hand.</param>
    public static OutputView Of(Output output, ProvenanceView? record = null) => new(
        output.Id, output.Kind, output.MediaType, output.Text, output.Kind == OutputKinds.Picture ? $"/api/outputs/{output.Id}/content" : null,
        output.Width, output.Height, output.Sha256, NoteWriter.Of(record?.Words), record is null ? null : HumanShare.Of(output, record));
}
