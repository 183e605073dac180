using DiffPlex;
using MuseSpark.Client.Outputs.Edits;

namespace MuseSpark.Web.Provenance.Edits;

/// <summary>What was changed between two texts, word by word (Myers, "An O(ND) difference algorithm", 1986).</summary>
public sealed class TextChanges
{
    private readonly IReadOnlyList<(int Before, int BeforeCount, int After, int AfterCount)> _blocks;

    private TextChanges(IReadOnlyList<TextPart> before, IReadOnlyList<TextPart> after, IReadOnlyList<(int, int, int, int)> blocks) =>
        (Before, After, _blocks) = (before, after, blocks);

    public IReadOnlyList<TextPart> Before { get; }
    public IReadOnlyList<TextPart> After { get; }

    public static TextChanges Between(string before, string after)
    {
        IReadOnlyList<TextPart> old = TextPart.Of(before), now = TextPart.Of(after);
        // An empty text it does not ask for.
        var difference = Differ.Instance.CreateCustomDiffs(before, after, ignoreWhiteSpace: false, ignoreCase: false,
            text => [.. (ReferenceEquals(text, before) ? old : now).Select(part => part.Token)]);
        return new TextChanges(old, now, [.. difference.DiffBlocks.Select(block => (block.DeleteStartA, block.DeleteCountA, block.InsertStartB, block.InsertCountB))]);
    }

    /// <summary>The parts that stayed, by their places in both texts.</summary>
    public IEnumerable<(int Before, int After)> Kept()
    {
        foreach (var (before, after, count) in KeptRuns())
            for (var i = 0; i < count; i++) yield return (before + i, after + i);
    }

    /// <summary>In reading order, what was taken out before what was put in its place.</summary>
    public IReadOnlyList<ComparedPiece> Pieces()
    {
        var pieces = new List<ComparedPiece>();
        int before = 0, after = 0;
        foreach (var (keptBefore, keptAfter, count) in KeptRuns())
        {
            Add(ComparedPiece.Removed, Before, before, keptBefore);
            Add(ComparedPiece.Added, After, after, keptAfter);
            Add(ComparedPiece.Same, After, keptAfter, keptAfter + count);
            (before, after) = (keptBefore + count, keptAfter + count);
        }

        return pieces;

        void Add(string change, IReadOnlyList<TextPart> parts, int from, int to)
        {
            if (to == from) return;
            var text = string.Concat(parts.Skip(from).Take(to - from).Select(part => part.Whole));
            // What was cut off the end is not to be read as one word with what is the end now.
            var isGlued = change == ComparedPiece.Removed && from > 0 && char.IsWhiteSpace(parts[from - 1].Whole[^1]) && !char.IsWhiteSpace(pieces[^1].Text[^1]);
            pieces.Add(new(change, isGlued ? " " + text : text));
        }
    }

    /// <summary>Between the changes; the last one, at the ends of both texts, may be empty.</summary>
    private IEnumerable<(int Before, int After, int Count)> KeptRuns()
    {
        int before = 0, after = 0;
        foreach (var block in _blocks)
        {
            if (block.Before > before) yield return (before, after, block.Before - before);
            (before, after) = (block.Before + block.BeforeCount, block.After + block.AfterCount);
        }

        yield return (before, after, Before.Count - before);
    }
}
