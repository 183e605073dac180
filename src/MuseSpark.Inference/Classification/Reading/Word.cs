namespace MuseSpark.Inference.Classification.Reading;

/// <summary>One reading of a piece of text.</summary>
/// <param name="Place">Counts the words of the text; all readings of one piece share it.</param>
/// <param name="Start">Where the piece begins, in UTF-16 code units.</param>
/// <param name="Text">In lower case.</param>
public readonly record struct Word(int Place, int Start, int Length, string Text);
