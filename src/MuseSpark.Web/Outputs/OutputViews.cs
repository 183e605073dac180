using MuseSpark.Client.Generations;

namespace MuseSpark.Web.Outputs;

public static class OutputViews
{
    public static OutputView Of(Output output) => new(
        output.Id, output.Kind, output.MediaType, output.Text, output.Kind == OutputKinds.Picture ? $"/api/outputs/{output.Id}/content" : null,
        output.Width, output.Height, output.Sha256);
}
