using MuseSpark.Inference.Classification.Reading;
using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Classification;

/// <summary>labels.json of a classifier: what its columns mean and how it reads.</summary>
/// <param name="Features">The <see cref="TextFeatures.Version"/> that its n-grams belong to.</param>
/// <param name="Doubtful">From which log-odds of the n-grams on a window goes to the encoder.</param>
/// <param name="Blend">How what both stages say of a passage becomes its chances.</param>
/// <param name="Categories">One for each column of the encoder's scores.</param>
/// <param name="Thresholds">From where a score is worth a look, by category, for the rules' categories too.</param>
public sealed record ClassifierLabels(int Features, double Doubtful, StageBlend Blend, string[] Categories, Dictionary<string, double> Thresholds)
{
    public const string FileName = "labels.json";

    /// <exception cref="ModelException">The file is missing or breaks a rule.</exception>
    internal static ClassifierLabels Read(string folder)
    {
        var labels = JsonFile.Read<ClassifierLabels>(Path.Combine(folder, FileName));
        var all = Inference.Classification.Categories.All;
        if (labels.Features != TextFeatures.Version) throw Wrong($"it belongs to version {labels.Features} of the text reader, the app has {TextFeatures.Version}");
        if (labels.Blend is not { Encoder: > 0 and <= 10, Ngrams: >= 0 and <= 10, Shift: >= -10 and <= 10 }) throw Wrong("its blend needs a part of the encoder above 0, one of the n-grams and a shift, none above 10");
        if (labels.Categories is null || !labels.Categories.SequenceEqual(Inference.Classification.Categories.Judged)) throw Wrong("its categories are not those of the app");
        if (labels.Thresholds is null || all.Any(category => !labels.Thresholds.TryGetValue(category, out var at) || at is not (> 0 and <= 1)))
            throw Wrong("each category needs a threshold above 0 and up to 1");
        return labels;
    }

    private static ModelException Wrong(string rule) => new($"The classifier's {FileName} can't be used: {rule}.");
}
