namespace MuseSpark.Provenance.Containers;

/// <summary>A manifest store as it lies in a file.</summary>
/// <param name="Store">the JUMBF bytes, reassembled</param>
/// <param name="Place">the bytes of the file that carry it, headers and checksums of the carrier included</param>
public sealed record FoundStore(ReadOnlyMemory<byte> Store, ByteRange Place);
