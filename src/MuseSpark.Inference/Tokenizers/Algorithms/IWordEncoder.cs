namespace MuseSpark.Inference.Tokenizers.Algorithms;

/// <summary>The algorithm that makes ids of a word, which is what normalisers and pre-tokenizers leave of a text.</summary>
/// <remarks>Safe for concurrent calls. Never gives the id of a control token, whatever the word spells.</remarks>
internal interface IWordEncoder
{
    void Encode(string word, List<int> output);
}
