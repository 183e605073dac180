using MuseSpark.Provenance.Containers;

namespace MuseSpark.Provenance.Metadata;

/// <summary>
/// Where a picture comes from, in words that programs understand which know no Content Credentials: the IPTC property
/// Iptc4xmpExt:DigitalSourceType in XMP, unsigned. Written before signing, so that the signature covers it.
/// </summary>
public static class DigitalSourceType
{
    private const string Vocabulary = "http://cv.iptc.org/newscodes/digitalsourcetype/";

    /// <summary>Made by a model that learned from examples.</summary>
    public const string TrainedAlgorithmicMedia = Vocabulary + "trainedAlgorithmicMedia";

    /// <summary>Made by a person and changed by such a model, or the other way round.</summary>
    public const string CompositeWithTrainedAlgorithmicMedia = Vocabulary + "compositeWithTrainedAlgorithmicMedia";

    /// <summary>Made by a program that learned from nothing.</summary>
    public const string AlgorithmicMedia = Vocabulary + "algorithmicMedia";

    /// <summary>What the picture says, or null when it says nothing.</summary>
    public static string? Read(ReadOnlySpan<byte> file) => PictureXmp.Read(file) is { } packet ? XmpPacket.SourceTypeIn(packet) : null;

    /// <summary>The picture (PNG, JPEG or WebP, without a manifest store) that says so; what its XMP says otherwise stays.</summary>
    /// <param name="bare">the picture</param>
    /// <param name="sourceType">an address of the IPTC vocabulary</param>
    /// <exception cref="ContainerException">The picture or its XMP is broken, or it is of another format.</exception>
    public static byte[] Write(ReadOnlySpan<byte> bare, string sourceType) =>
        PictureXmp.Write(bare, XmpPacket.WithSourceType(PictureXmp.Read(bare), sourceType));
}
