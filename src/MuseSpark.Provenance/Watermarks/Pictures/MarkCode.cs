using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;

namespace MuseSpark.Provenance.Watermarks.Pictures;

/// <summary>
/// An id of 40 bits as 64: the id, then its CRC-24 (RFC 9580, section 6.1.1), all turned by a mask that comes from the key. The CRC
/// does both jobs: it says whether a word is one of ours, and, with the least sure bits tried both ways (Chase 1972), corrects them.
/// </summary>
internal sealed class MarkCode
{
    public const int Bits = 64, IdBits = 40;

    /// <summary>
    /// How sure a word's bits must be together. An unmarked picture's sum to 6.4 +- 0.6 of these; together with the CRC this makes reading
    /// what isn't there rarer than 1 in 10^8 words.
    /// </summary>
    public const double Sure = 8.5;

    /// <summary>The same for the clearest of thousands of grids, which look clearer by chance.</summary>
    public const double SureAmongMany = 11;

    private const int CheckBits = Bits - IdBits;
    private const uint Polynomial = 0x864CFB, Start = 0xB704CE;

    private readonly ulong _mask;
    private readonly uint[] _flips = new uint[Bits]; // what one wrong bit does to the check

    public MarkCode(ReadOnlySpan<byte> key)
    {
        Span<byte> mask = stackalloc byte[sizeof(ulong)];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, key, mask, salt: [], info: "musespark.sigma.1"u8);
        _mask = BinaryPrimitives.ReadUInt64LittleEndian(mask);
        for (var bit = 0; bit < Bits; bit++) _flips[bit] = Check(1UL << Bits - 1 - bit) ^ Check(0);
    }

    public ulong Encode(ulong id) => (id << CheckBits | Crc(id)) ^ _mask;

    /// <param name="soft">How sure each bit is, the first bit of the word first; positive for 0; unit size where there is no mark.</param>
    /// <param name="doubtful">The least sure bits, so many, are tried both ways: each corrects more and doubles what passes by chance.</param>
    /// <param name="needed"><see cref="Sure"/> or <see cref="SureAmongMany"/></param>
    public bool TryDecode(ReadOnlySpan<float> soft, int doubtful, double needed, out ulong id, out int corrected)
    {
        ulong word = 0;
        double sum = 0;
        Span<int> order = stackalloc int[Bits];
        Span<float> sure = stackalloc float[Bits];
        for (var bit = 0; bit < Bits; bit++)
        {
            word = word << 1 | (soft[bit] < 0 ? 1u : 0);
            sum += sure[bit] = Math.Abs(soft[bit]);
            order[bit] = bit;
        }
        sure.Sort(order);
        word ^= _mask;
        var check = Check(word);
        for (var pattern = 0; pattern < 1 << doubtful; pattern++)
        {
            var (left, lost) = (check, 0.0);
            ulong flipped = 0;
            for (var i = 0; i < doubtful; i++)
            {
                if ((pattern >> i & 1) == 0) continue;
                left ^= _flips[order[i]];
                lost += 2 * sure[i];
                flipped |= 1UL << Bits - 1 - order[i];
            }
            if (left != 0 || (sum - lost) / Math.Sqrt(Bits) < needed) continue;
            (id, corrected) = ((word ^ flipped) >> CheckBits, BitOperations.PopCount(flipped));
            return true;
        }
        (id, corrected) = (0, 0);
        return false;
    }

    /// <summary>0 for a word of the code.</summary>
    private static uint Check(ulong word) => Crc(word >> CheckBits) ^ (uint)(word & (1 << CheckBits) - 1);

    private static uint Crc(ulong id)
    {
        var crc = Start;
        for (var bit = IdBits - 1; bit >= 0; bit--)
        {
            var top = crc >> CheckBits - 1 ^ (uint)(id >> bit) & 1;
            crc = crc << 1 & 0xFFFFFF;
            if (top != 0) crc ^= Polynomial;
        }
        return crc;
    }
}
