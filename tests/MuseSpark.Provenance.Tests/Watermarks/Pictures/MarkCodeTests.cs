using System.Security.Cryptography;
using CsCheck;
using MuseSpark.Provenance.Watermarks.Pictures;

namespace MuseSpark.Provenance.Tests.Watermarks.Pictures;

public class MarkCodeTests
{
    private static readonly MarkCode Code = new(SHA256.HashData("one"u8));

    private static float[] Soft(ulong word, float size = 2) => [.. Enumerable.Range(0, 64).Select(i => (word >> 63 - i & 1) == 0 ? size : -size)];

    [Fact]
    public void Any_id_comes_back() =>
        Gen.ULong[0, (1UL << 40) - 1].Sample(id => Code.TryDecode(Soft(Code.Encode(id)), 6, MarkCode.Sure, out var read, out var corrected) && read == id && corrected == 0);

    [Fact]
    public void The_six_least_sure_bits_may_be_wrong() =>
        Gen.Select(Gen.ULong[0, (1UL << 40) - 1], Gen.Int[0, 63].HashSet[0, 6]).Sample((id, wrong) =>
        {
            var soft = Soft(Code.Encode(id));
            foreach (var bit in wrong) soft[bit] *= -0.1f;
            return Code.TryDecode(soft, 6, MarkCode.Sure, out var read, out var corrected) && read == id && corrected == wrong.Count;
        });

    [Fact]
    public void Sure_wrong_bits_are_not_decoded_into_something_else() =>
        Gen.Select(Gen.ULong[0, (1UL << 40) - 1], Gen.Int[0, 63].HashSet[8, 30]).Sample((id, wrong) =>
        {
            var soft = Soft(Code.Encode(id));
            foreach (var bit in wrong) soft[bit] = -soft[bit];
            return !Code.TryDecode(soft, 6, MarkCode.Sure, out _, out _);
        });

    [Fact]
    public void Words_without_enough_evidence_are_not_read() => Assert.False(Code.TryDecode(Soft(Code.Encode(5), 1), 6, MarkCode.Sure, out _, out _));

    [Fact]
    public void Chance_is_not_read()
    {
        var random = new Random(11);
        var soft = new float[64];
        for (var i = 0; i < 20_000; i++)
        {
            // A sum of twelve uniform numbers, less 6: nearly unit normal.
            for (var bit = 0; bit < 64; bit++) soft[bit] = (float)(Enumerable.Range(0, 12).Sum(_ => random.NextDouble()) - 6);
            Assert.False(Code.TryDecode(soft, 6, MarkCode.Sure, out _, out _));
        }
    }

    [Fact]
    public void Another_key_reads_nothing() => Assert.False(new MarkCode(SHA256.HashData("other"u8)).TryDecode(Soft(Code.Encode(5)), 6, MarkCode.Sure, out _, out _));

    [Fact]
    public void All_equal_bits_are_no_word()
    {
        Assert.False(Code.TryDecode(Soft(0), 6, MarkCode.Sure, out _, out _));
        Assert.False(Code.TryDecode(Soft(ulong.MaxValue), 6, MarkCode.Sure, out _, out _));
    }
}
