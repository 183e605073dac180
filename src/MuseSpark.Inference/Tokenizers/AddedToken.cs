namespace MuseSpark.Inference.Tokenizers;

/// <summary>A token that stands for exactly its text and is looked for before anything else.</summary>
/// <param name="Special">An end mark and the like: never text that a person sees.</param>
/// <param name="StripLeft">Whether it swallows white space before it.</param>
/// <param name="StripRight">Whether it swallows white space after it.</param>
/// <param name="SingleWord">Whether it counts only where no letter or digit touches it.</param>
/// <param name="Normalized">Whether it is looked for in the text as the normaliser leaves it.</param>
internal sealed record AddedToken(int Id, string Text, bool Special, bool StripLeft, bool StripRight, bool SingleWord = false, bool Normalized = false)
{
    /// <summary>
    /// Whether it steers the model, so that it must never be read from a person's words. Files don't mark all such tokens as special
    /// (Command R's turns, DeepSeek's roles, tool calls), but all of them are in brackets.
    /// </summary>
    public bool Control => Special || Text.Trim() is ['<', .., '>'] or ['[', .., ']'];
}
