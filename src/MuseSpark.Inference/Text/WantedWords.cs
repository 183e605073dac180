using MuseSpark.Inference.Tokenizers;

namespace MuseSpark.Inference.Text;

/// <summary>Raises the nouns and names of the prompt that a text has not said yet, wherever they could come; one that was said is raised no more.</summary>
/// <remarks>
/// As Pascual et al. 2021 (arXiv 2109.09707) shift a decoder's logits towards the words that guide it. A small model keeps its hero and forgets what else
/// it was asked for; where "hat" is one of the words that could come, it comes more often, and where it could not, nothing changes. A word of
/// several tokens is raised by the same sum, each token by its share of the letters.
/// </remarks>
/// <param name="strength">The sum of what is added to the logits of a word's tokens.</param>
internal sealed class WantedWords(WantedWords.Word[] words, float strength)
{
    /// <summary>A prompt of five hundred words is not held word by word.</summary>
    public const int MostWords = 8;

    /// <summary>A word with the space before it, and how much of the text's last tokens is a part of it.</summary>
    internal sealed class Word(int[] tokens, float[] shares, int[][] forms)
    {
        private int _said;

        public bool IsSaid { get; private set; }

        public void Raise(Span<float> logits, float strength)
        {
            if (!IsSaid) logits[tokens[_said]] += strength * shares[_said];
        }

        public void Take(int id, ReadOnlySpan<int> written)
        {
            _said = id == tokens[_said] ? _said + 1 : id == tokens[0] ? 1 : 0;
            IsSaid |= _said == tokens.Length;
            foreach (var form in forms) IsSaid |= written.EndsWith(form);
            if (_said == tokens.Length) _said = 0;
        }
    }

    /// <summary>The nouns and names of a story's prompt; null where there are none, or nothing is to be raised.</summary>
    public static WantedWords? Of(TextRequest request, Tokenizer tokenizer, float strength)
    {
        if (strength == 0 || request.Kind is not ("story" or "continue")) return null;
        var words = PromptNouns.In(request.Prompt).Take(MostWords).Select(word => WordOf(word, tokenizer)).OfType<Word>().ToArray();
        return words.Length == 0 ? null : new WantedWords(words, strength);
    }

    /// <summary>Null for a word that the tokenizer has no tokens for.</summary>
    private static Word? WordOf(string word, Tokenizer tokenizer)
    {
        int[] tokens = [.. tokenizer.Encode(" " + word)];
        if (tokens.Length == 0) return null;
        var lengths = tokens.Select(token => (float)tokenizer.Decode([token]).Trim().Length).ToArray();
        var capital = char.ToUpperInvariant(word[0]) + word[1..];
        // Said as well where it begins a sentence or a paragraph, or is more than one.
        string[] forms = [capital, " " + capital, $" {word}s"];
        var letters = Math.Max(1, lengths.Sum());
        return new(tokens, [.. lengths.Select(length => length / letters)], [.. forms.Where(form => form != " " + word).Select(form => tokenizer.Encode(form).ToArray())]);
    }

    public void Raise(Span<float> logits)
    {
        foreach (var word in words) word.Raise(logits, strength);
    }

    /// <param name="written">The text so far, with the token.</param>
    public void Take(int id, ReadOnlySpan<int> written)
    {
        foreach (var word in words)
            if (!word.IsSaid) word.Take(id, written);
    }
}
