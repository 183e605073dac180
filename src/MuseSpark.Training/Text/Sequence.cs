using MuseSpark.Training.Corpus;
using MuseSpark.Training.Corpus.Grammar;

namespace MuseSpark.Training.Text;

/// <summary>
/// A document as the model sees it: &lt;|bos|&gt;&lt;|kind|&gt;&lt;|length|&gt;&lt;|tone|&gt;prompt&lt;|title|&gt;title&lt;|text|&gt;text&lt;|scene|&gt;scene line&lt;|eos|&gt;. The title says which
/// plot is told; a text without one goes from its prompt to &lt;|text|&gt;. A story's
/// tone is told half of the time, and that it is rather short; that it is very short or long always, so that neither comes unasked but where the grammar tells a thread alone. Without a prompt
/// it starts &lt;|bos|&gt;&lt;|text|&gt;; a loose piece of a book has neither start nor end.
/// </summary>
/// <param name="PromptLength">How many tokens come before what the model writes, its title or its text; the second stage does not learn to write those.</param>
public sealed record Sequence(string Source, int[] Tokens, int PromptLength)
{
    // In tokens of the text. One story of the grammar has some 300.
    private const int VeryShort = 160, Short = 210, Long = 500;

    public static Sequence From(Document document, BytePairTokenizer tokenizer)
    {
        var tokens = new List<int>();
        var text = tokenizer.Encode(document.Text);
        if (document.Prompt is not null)
        {
            tokens.AddRange([SpecialTokens.Bos, SpecialTokens.Control(document.Kind)]);
            if (document.Kind == "story") tokens.AddRange(Controls(document, text.Count).Select(SpecialTokens.Control));
            tokens.AddRange(tokenizer.Encode(document.Prompt));
            tokens.Add(document.Title is null ? SpecialTokens.Text : SpecialTokens.Title);
        }
        else if (document.Whole)
        {
            tokens.AddRange([SpecialTokens.Bos, SpecialTokens.Text]);
        }
        var promptLength = document.Prompt is null ? 0 : tokens.Count;
        if (document is { Prompt: not null, Title: { } title }) tokens.AddRange([.. tokenizer.Encode(title), SpecialTokens.Text]);
        tokens.AddRange(text);
        if (document.Scene is not null)
        {
            tokens.Add(SpecialTokens.Scene);
            tokens.AddRange(tokenizer.Encode(document.Scene));
        }
        if (document.Whole) tokens.Add(SpecialTokens.Eos);
        return new(document.Source, [.. tokens], promptLength);
    }

    private static IEnumerable<string> Controls(Document document, int length)
    {
        // The same in every run: which stories tell it follows from their words.
        var chance = StableHash.Of(document.Text) / 100;
        if (length > Long) yield return "long";
        // What a prompt asks for that no plot knows is told short, whether or not that was asked.
        else if (document.Source == StoryGrammar.ThreadSource ? chance % 3 == 0 : length < VeryShort || (length < Short && chance % 2 == 0)) yield return "short";
        if (document.Tone is { } tone && chance / 2 % 2 == 0) yield return tone;
    }
}
