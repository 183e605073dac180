using MuseSpark.Inference.Hub;
using MuseSpark.Inference.Recognition;

namespace MuseSpark.Inference.Installing;

/// <summary>A repository that can be used, at one commit.</summary>
public sealed record PullPlan(HubModel Model, RecognisedModel Recognised)
{
    public const string NoLicence = "not stated";

    /// <summary>Under whose terms it is; what has to be accepted.</summary>
    public string Licence => Model.Licence ?? NoLicence;

    internal IReadOnlyList<HubFile> FilesOf(PrecisionChoice precision)
    {
        var files = Model.Files.ToDictionary(file => file.Path);
        return [.. precision.Files.Select(path => files[path])];
    }
}
