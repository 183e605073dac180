using MuseSpark.Inference.Tokenizers.Algorithms;

namespace MuseSpark.Inference.Tests.Tokenizers;

public class BytePairMergerTests
{
    /// <summary>Counts how often a pair of tokens is looked up, which is all that merging does beside its heap.</summary>
    private sealed class CountingComparer : IEqualityComparer<(int, int)>
    {
        public int Lookups { get; private set; }

        public bool Equals((int, int) x, (int, int) y) => x == y;

        public int GetHashCode((int, int) pair)
        {
            Lookups++;
            return pair.GetHashCode();
        }
    }

    [Theory]
    [InlineData(1000), InlineData(100_000), InlineData(1_000_000)]
    public void Equal_letters_cost_a_few_steps_each_however_many_they_are(int count)
    {
        var counter = new CountingComparer();
        // Two of n become one of 2n, ten times: the most merging that a run allows.
        var merges = new Dictionary<(int Left, int Right), (int Rank, int Id)>(counter);
        for (var id = 0; id < 10; id++) merges[(id, id)] = (id, id + 1);
        var before = counter.Lookups;
        var output = new List<int>();
        new BytePairMerger(merges).Merge(new int[count], output);
        Assert.Equal(count, output.Sum(id => 1 << id));
        Assert.Equal(count / 1024, output.Count(id => id == 10));
        Assert.InRange(counter.Lookups - before, count, 5 * count);
    }
}
