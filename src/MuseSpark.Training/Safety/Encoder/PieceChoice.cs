using MuseSpark.Inference.Classification.Reading;

namespace MuseSpark.Training.Safety.Encoder;

/// <summary>Which of MiniLM's pieces are kept: all letters, digits and signs, the pieces of our texts by how often they come, then the most common ones.</summary>
internal static class PieceChoice
{
    // The file of a vocabulary begins with what stands for nothing, for the unknown, and for both ends; the original has them in this order too.
    private static readonly string[] Special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"];

    /// <returns>Numbers of the pieces kept, in the order of their numbers here.</returns>
    public static int[] Of(MiniLm source, IEnumerable<string> texts, int count)
    {
        var numbers = source.Pieces.Index().ToDictionary(p => p.Item, p => p.Index);
        int[] special = [.. Special.Select(name => numbers[name])];
        // The vocabulary of all pieces that can come up: a word is read without accents and in lower case.
        int[] usable = [.. special, .. source.Pieces.Index().Where(p => System.Text.Ascii.IsValid(p.Item) && !p.Item.StartsWith('[') || p.Item is "[" or "##[").Select(p => p.Index)];
        var all = new WordPieces([.. usable.Select(i => source.Pieces[i])]);
        var used = new int[usable.Length];
        foreach (var text in texts)
            foreach (var piece in PieceText.Of(text, WordReader.Read(text), all).Pieces) used[piece]++;
        var letters = usable[Special.Length..].Where(i => source.Pieces[i].Length == 1 || source.Pieces[i] is ['#', '#', _]);
        // Numbers rise as pieces become rarer.
        var byUse = Enumerable.Range(Special.Length, used.Length - Special.Length).OrderByDescending(i => Math.Min(used[i], 2)).ThenBy(i => usable[i]).Select(i => usable[i]);
        return [.. special, .. letters.Concat(byUse).Distinct().Take(count - Special.Length).Order()];
    }

    /// <summary>The pieces with these names, in this order.</summary>
    public static int[] Named(MiniLm source, IEnumerable<string> names)
    {
        var numbers = source.Pieces.Index().ToDictionary(p => p.Item, p => p.Index);
        return [.. names.Select(name => numbers[name])];
    }
}
