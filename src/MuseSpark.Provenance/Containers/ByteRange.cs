namespace MuseSpark.Provenance.Containers;

/// <summary>Bytes [Start, Start + Length) of a file.</summary>
public readonly record struct ByteRange(long Start, long Length)
{
    /// <summary>The first byte after the range.</summary>
    public long End => Start + Length;
}
