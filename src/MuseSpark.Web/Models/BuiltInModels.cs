using MuseSpark.Web.Generations;

namespace MuseSpark.Web.Models;

/// <summary>The models that come with the app. Of what they learned from all is known, and nothing of it was indecent.</summary>
public static class BuiltInModels
{
    private static readonly IReadOnlySet<string> Ids = new HashSet<string> { "spark-text-1", "spark-picture-1" };

    /// <remarks>By its name: whoever puts another model under this name into the server's folders has decided to trust it.</remarks>
    public static bool Includes(string model) => Ids.Contains(model);

    /// <summary>Whether the words of a work are its own: a structure or a bias can put some into its mouth that it never learned.</summary>
    public static bool Wrote(Generation work) => work.Settings is { Structure: null, LogitBias: null } && Includes(work.TextModel ?? "");
}
