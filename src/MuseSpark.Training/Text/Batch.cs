using MuseSpark.Training.Text.Kernels;

namespace MuseSpark.Training.Text;

/// <summary>Rows of equal length; targets are the tokens one step ahead, or <see cref="CrossEntropy.Ignored"/>.</summary>
public sealed class Batch(int rows, int length)
{
    public int Rows { get; } = rows;
    public int Length { get; } = length;
    public int[] Tokens { get; } = new int[rows * length];
    public int[] Targets { get; } = [.. Enumerable.Repeat(CrossEntropy.Ignored, rows * length)];
    public int Counted => Targets.Count(t => t != CrossEntropy.Ignored);

    /// <summary>Places that hold a text; the others are empty ends of rows.</summary>
    public int Used { get; private set; }

    /// <summary>Writes a sequence into a row. Its last token needs no place, since nothing follows it.</summary>
    public void Place(int row, int column, Sequence sequence, bool learnPrompt)
    {
        var tokens = sequence.Tokens;
        Used += tokens.Length - 1;
        for (var i = 0; i + 1 < tokens.Length; i++)
        {
            Tokens[row * Length + column + i] = tokens[i];
            if (learnPrompt || i + 1 >= sequence.PromptLength) Targets[row * Length + column + i] = tokens[i + 1];
        }
    }
}

/// <summary>
/// Packs whole sequences into rows: a text goes to the shortest row it fits, and what is left of the row is filled with shorter
/// ones, so that every text is seen from its beginning, short texts do not pay for long attention, and few places stay empty.
/// Texts longer than the longest row are cut at its end.
/// </summary>
/// <param name="lengths">of rows, ascending, multiples of 16</param>
/// <param name="workers">that share the rows of a batch; each gets as many where there are enough, since all wait for the last</param>
public sealed class BatchPacker(SequenceSampler sampler, int tokensPerBatch, bool learnPrompt, int[] lengths, int workers = 1)
{
    private readonly List<Sequence>[] _waiting = [.. lengths.Select(_ => new List<Sequence>())];
    private readonly long[] _waitingTokens = new long[lengths.Length];

    public long SequencesDealt { get; private set; }

    public Batch Next()
    {
        int full;
        while ((full = Array.FindLastIndex(_waitingTokens, t => t > 2L * tokensPerBatch)) < 0)
        {
            var sequence = sampler.Next();
            if (sequence.Tokens.Length > lengths[^1] + 1) sequence = sequence with { Tokens = sequence.Tokens[..(lengths[^1] + 1)] };
            var pool = Array.FindIndex(lengths, l => sequence.Tokens.Length <= l + 1);
            _waiting[pool].Add(sequence);
            _waitingTokens[pool] += sequence.Tokens.Length;
        }
        return Pack(full);
    }

    private Batch Pack(int pool)
    {
        var length = lengths[pool];
        var rows = Math.Max(1, tokensPerBatch / length);
        var batch = new Batch(rows < workers ? rows : rows - (rows % workers), length);
        for (var row = 0; row < batch.Rows; row++)
        {
            // First the one that waited longest, then whatever fills the rest best.
            var column = 0;
            for (var (from, index) = (pool, 0); index >= 0; (from, index) = Largest(pool, length - column))
            {
                var sequence = _waiting[from][index];
                batch.Place(row, column, sequence, learnPrompt);
                column += sequence.Tokens.Length - 1;
                _waiting[from].RemoveAt(index);
                _waitingTokens[from] -= sequence.Tokens.Length;
                SequencesDealt++;
            }
        }
        return batch;
    }

    private (int Pool, int Index) Largest(int longest, int room)
    {
        for (var pool = longest; pool >= 0; pool--)
        {
            var fitting = _waiting[pool].Index().Where(s => s.Item.Tokens.Length - 1 <= room);
            if (fitting.Any()) return (pool, fitting.MaxBy(s => s.Item.Tokens.Length).Index);
        }
        return (-1, -1);
    }
}
