namespace MuseSpark.Provenance.Watermarks.Text;

/// <summary>A way to favour some tokens and to recognise that later, over numbers that a key draws for each token in its context.</summary>
/// <remarks>Holds no state: safe for concurrent calls.</remarks>
public interface ITextMark
{
    /// <summary>Name and version, for the record; a change of any choice made raises it.</summary>
    string Algorithm { get; }

    /// <summary>Scored tokens from which on a text without evidence counts as not marked; below, even marked texts of a very predictable model often show none.</summary>
    int TokensNeeded { get; }

    /// <summary>Changes the chances of the candidates for one token, in place.</summary>
    /// <param name="draws">64 uniform bits for each candidate.</param>
    /// <param name="chances">Not negative; they need not sum to 1 before and sum to about 1 or more after.</param>
    void Favour(ReadOnlySpan<ulong> draws, Span<float> chances);

    /// <summary>What the draws of a text's tokens say.</summary>
    /// <param name="choice">For each token 0 (nothing else could stand there) to 1.</param>
    MarkEvidence Weigh(ReadOnlySpan<ulong> draws, ReadOnlySpan<float> choice);
}

/// <param name="Z">Standard deviations above what unmarked text gives on average.</param>
/// <param name="P">The share of unmarked texts with at least as much, 0 to 1.</param>
public readonly record struct MarkEvidence(double Z, double P);
