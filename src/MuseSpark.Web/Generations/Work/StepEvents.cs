using MuseSpark.Client.Generations;
using MuseSpark.Inference.Image;

namespace MuseSpark.Web.Generations.Work;

internal static class StepEvents
{
    /// <param name="passed">Since the first step began; from it follows what is left.</param>
    public static StepEvent Of(ImageStep step, string? preview, TimeSpan passed) =>
        new(step.Index, step.Total, preview, (long)(passed / step.Index * (step.Total - step.Index)).TotalMilliseconds);
}
