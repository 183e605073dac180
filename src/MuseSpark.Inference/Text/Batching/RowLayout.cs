namespace MuseSpark.Inference.Text.Batching;

/// <summary>How a graph can take rows of different lengths in one run.</summary>
internal enum RowLayout
{
    /// <summary>
    /// Not at all: a row's numbers hang on the rows beside it, as where all of them are rounded to bytes by one scale. Every row is run by
    /// itself.
    /// </summary>
    OneByOne,

    /// <summary>All rows end at the same column; what lies before a short one, and any column it doesn't want, is masked.</summary>
    EndAligned,

    /// <summary>All rows begin at column 0; the graph counts each one's length from its mask (GroupQueryAttention).</summary>
    StartAligned,
}

/// <summary>What a graph lets itself be asked for.</summary>
/// <param name="CutsFreely">Whether tokens get the same logits however they are cut into runs, so that runs of other texts and of guesses can be used.</param>
/// <param name="KeepsAll">Whether it gives the logits of all tokens of a run, not only of the last.</param>
internal readonly record struct GraphTraits(RowLayout Layout, bool CutsFreely, bool KeepsAll);
