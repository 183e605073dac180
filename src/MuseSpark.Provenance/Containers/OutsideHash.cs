using System.Security.Cryptography;

namespace MuseSpark.Provenance.Containers;

/// <summary>What formats made of plain bytes hash: everything outside of the exclusions.</summary>
internal static class OutsideHash
{
    public static void Append(ReadOnlySpan<byte> file, IReadOnlyList<ByteRange> exclusions, IncrementalHash hash)
    {
        var position = 0;
        foreach (var exclusion in exclusions)
        {
            hash.AppendData(file[position..(int)exclusion.Start]);
            position = (int)exclusion.End;
        }
        hash.AppendData(file[position..]);
    }
}
