namespace MuseSpark.Provenance.Assertions;

/// <summary>Where content comes from, in the words of IPTC (newscodes/digitalsourcetype).</summary>
public static class DigitalSourceTypes
{
    private const string Iptc = "http://cv.iptc.org/newscodes/digitalsourcetype/";

    /// <summary>Made by a trained model.</summary>
    public const string TrainedAlgorithmicMedia = Iptc + "trainedAlgorithmicMedia";

    /// <summary>Made by a procedure without training.</summary>
    public const string AlgorithmicMedia = Iptc + "algorithmicMedia";

    /// <summary>Human and trained model together, for instance a model's edit of a photo.</summary>
    public const string CompositeWithTrainedAlgorithmicMedia = Iptc + "compositeWithTrainedAlgorithmicMedia";

    /// <summary>Made by a person with a program.</summary>
    public const string DigitalCreation = Iptc + "digitalCreation";

    /// <summary>The words of the list of 2024 that are not retired, as they end its addresses.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "digitalCreation", "trainedAlgorithmicMedia", "compositeWithTrainedAlgorithmicMedia", "digitalCapture", "computationalCapture", "negativeFilm",
        "positiveFilm", "print", "humanEdits", "algorithmicallyEnhanced", "dataDrivenMedia", "algorithmicMedia", "screenCapture", "virtualRecording",
        "composite", "compositeCapture", "compositeSynthetic",
    ];

    /// <summary>The address of one of <see cref="Names"/>, or null.</summary>
    public static string? Find(string name) => Names.Contains(name) ? Iptc + name : null;
}
