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

    /// <summary>Writes a sequence into a row. Its last token needs no place, since nothing follows it.</summary>
    public void Place(int row, int column, Sequence sequence, bool learnPrompt)
    {
        var tokens = sequence.Tokens;
        for (var i = 0; i + 1 < tokens.Length; i++)
        {
            Tokens[row * Length + column + i] = tokens[i];
            if (learnPrompt || i + 1 >= sequence.PromptLength) Targets[row * Length + column + i] = tokens[i + 1];
        }
    }
}

/// <summary>
/// Packs whole sequences into rows: short ones into rows of 256, the others into rows of 512, so that every text is seen from
/// its beginning and short texts do not pay for long attention. Texts longer than the longest row are cut at its end.
/// </summary>
public sealed class BatchPacker(SequenceSampler sampler, int tokensPerBatch, bool learnPrompt, int[] lengths)
{
    private readonly List<Sequence>[] _waiting = [.. lengths.Select(_ => new List<Sequence>())];
    private readonly long[] _waitingTokens = new long[lengths.Length];

    public long SequencesDealt { get; private set; }

    public Batch Next()
    {
        int full;
        while ((full = Array.FindIndex(_waitingTokens, t => t > 2L * tokensPerBatch)) < 0)
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
        var batch = new Batch(Math.Max(1, tokensPerBatch / length), length);
        var waiting = _waiting[pool];
        for (var row = 0; row < batch.Rows; row++)
        {
            // First the one that waited longest, then whatever fills the rest best.
            for (var (column, index) = (0, 0); index >= 0;)
            {
                var sequence = waiting[index];
                batch.Place(row, column, sequence, learnPrompt);
                column += sequence.Tokens.Length - 1;
                waiting.RemoveAt(index);
                _waitingTokens[pool] -= sequence.Tokens.Length;
                SequencesDealt++;
                index = Largest(waiting, length - column);
            }
        }
        return batch;
    }

    private static int Largest(List<Sequence> waiting, int room)
    {
        var best = -1;
        for (var i = 0; i < waiting.Count; i++)
        {
            var size = waiting[i].Tokens.Length - 1;
            if (size <= room && (best < 0 || size > waiting[best].Tokens.Length - 1)) best = i;
        }
        return best;
    }
}
