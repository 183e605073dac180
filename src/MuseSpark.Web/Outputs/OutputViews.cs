using MuseSpark.Client.Generations;
using MuseSpark.Client.Outputs;

namespace MuseSpark.Web.Outputs;

public static class OutputViews
{
    /// <param name="words">From the output's record, where that is at hand.</param>
    public static OutputView Of(Output output, WordsRecord? words = null) => new(
        output.Id, output.Kind, output.MediaType, output.Text, output.Kind == OutputKinds.Picture ? $"/api/outputs/{output.Id}/content" : null,
        output.Width, output.Height, output.Sha256, NoteWriter.Of(words));
}
