using MuseSpark.Training.Corpus;

namespace MuseSpark.Training.Text;

/// <summary>
/// A document as the model sees it: &lt;|bos|&gt;&lt;|kind|&gt;prompt&lt;|text|&gt;text&lt;|scene|&gt;scene line&lt;|eos|&gt;. Without a prompt
/// it starts &lt;|bos|&gt;&lt;|text|&gt;; a loose piece of a book has neither start nor end.
/// </summary>
/// <param name="PromptLength">How many tokens come before the text; the second stage does not learn to write those.</param>
public sealed record Sequence(string Source, int[] Tokens, int PromptLength)
{
    public static Sequence From(Document document, BytePairTokenizer tokenizer)
    {
        var tokens = new List<int>();
        if (document.Prompt is not null)
        {
            tokens.AddRange([SpecialTokens.Bos, SpecialTokens.Kind(document.Kind)]);
            tokens.AddRange(tokenizer.Encode(document.Prompt));
            tokens.Add(SpecialTokens.Text);
        }
        else if (document.Whole)
        {
            tokens.AddRange([SpecialTokens.Bos, SpecialTokens.Text]);
        }
        var promptLength = document.Prompt is null ? 0 : tokens.Count;
        tokens.AddRange(tokenizer.Encode(document.Text));
        if (document.Scene is not null)
        {
            tokens.Add(SpecialTokens.Scene);
            tokens.AddRange(tokenizer.Encode(document.Scene));
        }
        if (document.Whole) tokens.Add(SpecialTokens.Eos);
        return new(document.Source, [.. tokens], promptLength);
    }
}
