using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Classification.Pictures;

/// <summary>labels.json of a picture classifier: what its scores mean.</summary>
/// <param name="Classes">One for each column.</param>
public sealed record PictureLabels(PictureClass[] Classes)
{
    public const string FileName = "labels.json";

    private const int MaxClasses = 100;

    /// <exception cref="ModelException">The file is missing or breaks a rule.</exception>
    internal static PictureLabels Read(string folder)
    {
        var labels = JsonFile.Read<PictureLabels>(Path.Combine(folder, FileName));
        if (labels.Classes is { Length: >= 1 and <= MaxClasses } classes && classes.All(c => c?.Name is not null && c.Sexual is >= 0 and <= 1)) return labels;
        throw new ModelException($"The picture classifier's {FileName} must name 1 to {MaxClasses} classes, each with how far it is sexual content (0 to 1).");
    }
}

/// <param name="Sexual">How much of the class's score counts as sexual content, 0 to 1.</param>
public sealed record PictureClass(string Name, double Sexual);
