namespace MuseSpark.Inference.Text.Batching;

/// <summary>Where the tokens of rows lie in a cache.</summary>
internal enum RowLayout
{
    /// <summary>All rows end at the same column; what lies before a short one, and any column it doesn't want, is masked.</summary>
    EndAligned,

    /// <summary>All rows begin at column 0; the graph counts each one's length from its mask (GroupQueryAttention).</summary>
    StartAligned,

    /// <summary>
    /// As <see cref="StartAligned"/>, and the graph writes new tokens into the very buffer that it reads the old ones from, which has room
    /// for more (past_present_share_buffer of onnxruntime-genai): nothing is copied for a token.
    /// </summary>
    InPlace,
}

/// <summary>What a graph lets itself be asked for.</summary>
/// <param name="Together">
/// Whether rows can be run together. Not where a row's numbers hang on the rows beside it, as where all of them are rounded to bytes by one
/// scale.
/// </param>
/// <param name="CutsFreely">Whether tokens get the same logits however they are cut into runs, so that runs of other texts and of guesses can be used.</param>
/// <param name="KeepsAll">Whether it gives the logits of all tokens of a run, not only of the last.</param>
internal readonly record struct GraphTraits(RowLayout Layout, bool Together, bool CutsFreely, bool KeepsAll);
