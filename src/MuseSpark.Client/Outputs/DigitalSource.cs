using MuseSpark.Client.Generations;

namespace MuseSpark.Client.Outputs;

/// <summary>Where a work comes from, in the words that the press agreed on (IPTC, digital source type).</summary>
public static class DigitalSource
{
    private const string Vocabulary = "http://cv.iptc.org/newscodes/digitalsourcetype/";

    /// <summary>The address of the term; null for what was brought from outside, of which nothing is known.</summary>
    public static string? Of(GenerationView work) => work.Kind == Kinds.Upload ? null
        : work.DigitalSourceType ?? Vocabulary + (work.SourceId is null && work.Kind != Kinds.Edit ? "trainedAlgorithmicMedia" : "compositeWithTrainedAlgorithmicMedia");
}
