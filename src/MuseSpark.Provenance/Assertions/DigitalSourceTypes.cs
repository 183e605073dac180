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

    /// <summary>Edited by a person.</summary>
    public const string HumanEdits = Iptc + "humanEdits";
}
