using MuseSpark.Training.Text;
using MuseSpark.Training.Text.Kernels;

namespace MuseSpark.Training.Tests.Text;

public class BatchPackerTests
{
    private const int PerBatch = 2048, Prompt = 3;
    private static readonly int[] Lengths = [128, 256, 320, 384, 448, 512, 640, 768, 1024];

    private static BatchPacker Packer(IEnumerable<int> lengths, bool learnPrompt = true, int workers = 1)
    {
        // Every text has tokens of its own, so that it is known again: its number, then its places.
        var texts = lengths.Select((length, n) => new Sequence("a", [.. Enumerable.Range(0, length).Select(i => (n * 2000) + i)], Prompt));
        return new BatchPacker(new SequenceSampler(texts, new Dictionary<string, double> { ["a"] = 1 }, new Random(1)), PerBatch, learnPrompt, Lengths, workers);
    }

    private static IEnumerable<int> Mixed() => Enumerable.Range(0, 400).Select(n => 20 + (n * 7919 % 700));

    [Fact]
    public void Texts_are_whole_and_begin_at_their_first_word()
    {
        var packer = Packer(Mixed());
        for (var step = 0; step < 50; step++)
        {
            var batch = packer.Next();
            Assert.True(batch.Rows * batch.Length <= PerBatch);
            for (var place = 0; place < batch.Tokens.Length; place++)
            {
                if (batch.Targets[place] == CrossEntropy.Ignored) continue;
                Assert.Equal(batch.Tokens[place] + 1, batch.Targets[place]);
                if (batch.Tokens[place] % 2000 == 0) continue;
                Assert.True(place % batch.Length > 0, "A text goes on from one row into the next.");
                Assert.Equal(batch.Tokens[place] - 1, batch.Tokens[place - 1]);
            }
        }
    }

    [Fact]
    public void Few_places_stay_empty_and_they_are_not_counted()
    {
        var packer = Packer(Mixed());
        var batches = Enumerable.Range(0, 50).Select(_ => packer.Next()).ToList();
        Assert.All(batches, batch => Assert.Equal(batch.Targets.Count(t => t != CrossEntropy.Ignored), batch.Used));
        var (used, all) = (batches.Sum(b => b.Used), batches.Sum(b => b.Tokens.Length));
        Assert.True(used > 0.9 * all, $"{used} of {all}");
    }

    [Fact]
    public void Workers_get_as_many_rows_each()
    {
        var packer = Packer(Mixed(), workers: 2);
        var batches = Enumerable.Range(0, 50).Select(_ => packer.Next()).ToList();
        Assert.All(batches, batch => Assert.Equal(0, batch.Rows % 2));
        // 2,048 places hold five rows of 384.
        Assert.Equal(4, batches.First(batch => batch.Length == 384).Rows);
    }

    [Fact]
    public void Every_text_comes_once_before_any_comes_twice_give_or_take_those_that_wait()
    {
        var packer = Packer(Mixed());
        var seen = new Dictionary<int, int>();
        while (packer.SequencesDealt < 1200)
        {
            var batch = packer.Next();
            foreach (var first in batch.Tokens.Where((t, i) => t % 2000 == 0 && batch.Targets[i] == t + 1)) seen[first / 2000] = seen.GetValueOrDefault(first / 2000) + 1;
        }
        Assert.InRange(seen.Values.Max(), 3, 4);
        Assert.True(seen.Values.Count(n => n >= 2) > 390);
    }

    [Fact]
    public void A_prompt_is_not_learned_where_it_should_not_be_and_a_text_too_long_is_cut()
    {
        var batch = Packer([1500], learnPrompt: false).Next();
        Assert.Equal(1024, batch.Length);
        Assert.All(batch.Targets[..(Prompt - 1)], target => Assert.Equal(CrossEntropy.Ignored, target));
        Assert.Equal(Enumerable.Range(Prompt, 1024 - Prompt + 1), batch.Targets[(Prompt - 1)..1024]);
    }
}
