using CsCheck;
using MuseSpark.Provenance.Fingerprints;

namespace MuseSpark.Provenance.Tests.Fingerprints;

public class HammingBandsTests
{
    [Fact]
    public void Whatever_is_near_enough_shares_a_key_with_a_probe() =>
        Gen.Select(Gen.ULong, Gen.Int[0, 63].HashSet[0, HammingBands.MaxDistance]).Sample((fingerprint, bits) =>
        {
            var other = bits.Aggregate(fingerprint, (f, bit) => f ^ 1UL << bit);
            return HammingBands.Distance(fingerprint, other) == bits.Count
                && HammingBands.Probes(fingerprint, bits.Count).Intersect(HammingBands.Keys(other)).Any();
        }, iter: 5000);

    [Theory]
    [InlineData(0, 4), InlineData(3, 4), InlineData(4, 68), InlineData(7, 68), InlineData(8, 548), InlineData(11, 548)]
    public void Probes_are_few_and_all_different(int distance, int count)
    {
        var probes = HammingBands.Probes(0x0123_4567_89AB_CDEF, distance).ToList();
        Assert.Equal(count, probes.Distinct().Count());
        Assert.Equal(count, probes.Count);
        Assert.All(probes, key => Assert.InRange(key, 0, (1 << 18) - 1));
    }

    [Fact]
    public void Equal_quarters_in_different_places_have_different_keys() => Assert.Equal(4, HammingBands.Keys(0).Distinct().Count());

    [Theory, InlineData(-1), InlineData(12)]
    public void A_distance_out_of_range_is_refused(int distance) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => HammingBands.Probes(1, distance).ToList());
}
