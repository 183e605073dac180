using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace MuseSpark.Provenance.Fingerprints;

/// <summary>
/// What a passage is found by: the SHA-256 of its normal text for an exact copy, and for a changed one the SimHash of its groups of
/// three words (Charikar 2002; Manku et al. 2007), in which a few changed words change a few of 64 bits.
/// </summary>
/// <param name="Exact">32 bytes.</param>
/// <param name="Similar">Compare by <see cref="HammingBands.Distance"/>.</param>
/// <param name="Words">How many the passage has; under about 20 its <paramref name="Similar"/> is worth little.</param>
public sealed partial record TextFingerprint(byte[] Exact, ulong Similar, int Words)
{
    /// <summary>Name and version, for the record.</summary>
    public const string Algorithm = "musespark.simhash.1";

    /// <summary>Distance up to which passages are worth comparing; measured in the README.</summary>
    public const int SimilarDistance = 11;

    private const int Group = 3, Bits = 64;

    /// <exception cref="ArgumentException">The text is longer than <see cref="NormalText.MaxLength"/>.</exception>
    public static TextFingerprint Of(string text)
    {
        var normal = NormalText.Of(text);
        var words = Word().Matches(normal).Select(m => m.Value).ToList();
        return new TextFingerprint(SHA256.HashData(Encoding.UTF8.GetBytes(normal)), SimHash(words), words.Count);
    }

    /// <summary>Each bit is what most groups of words have there. Fewer words than a group are one group.</summary>
    private static ulong SimHash(List<string> words)
    {
        Span<int> votes = stackalloc int[Bits];
        for (var i = 0; i == 0 || i + Group <= words.Count; i++)
        {
            var group = string.Join(' ', words.Skip(i).Take(Group));
            var hash = BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(group)));
            for (var bit = 0; bit < Bits; bit++) votes[bit] += (hash >> bit & 1) == 1 ? 1 : -1;
        }
        ulong result = 0;
        for (var bit = 0; bit < Bits; bit++)
            if (votes[bit] > 0) result |= 1UL << bit;
        return result;
    }

    [GeneratedRegex(@"[\p{L}\p{M}\p{N}]+(?:'[\p{L}\p{M}\p{N}]+)*")]
    private static partial Regex Word();
}
