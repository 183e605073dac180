using System.Text;

namespace MuseSpark.Inference.Text.Drafts;

/// <summary>The drafts of one request as they are written, of which one is given on: when all are whole, or as soon as all have so many tokens.</summary>
/// <remarks>From one thread at a time. Which one hangs on their texts alone, not on which of them came sooner.</remarks>
/// <param name="enough">Tokens of a draft that are looked at; <see cref="int.MaxValue"/> for all.</param>
internal sealed class DraftDesk(string prompt, int count, int enough)
{
    private const int ProgressEvery = 16;

    private readonly List<TextPiece>[] _pieces = [.. Enumerable.Range(0, count).Select(_ => new List<TextPiece>())];
    private readonly bool[] _isRead = new bool[count];
    private int _added, _dropped, _chosenAt;

    /// <summary>The draft that was chosen; null before.</summary>
    public int? Chosen { get; private set; }

    /// <summary>What can be given on now: of the drafts' pieces those of the one that was chosen, and before that now and then one without text, so that a watcher sees the work going on.</summary>
    public IEnumerable<TextPiece> Add(int draft, TextPiece piece)
    {
        if (Chosen is { } chosen) return draft == chosen ? [Counted(piece)] : [];
        _pieces[draft].Add(piece);
        _isRead[draft] |= piece.Finish is not null || piece.TokenCount >= enough;
        if (!_isRead.All(isRead => isRead)) return ++_added % (ProgressEvery * count) == 0 ? [new TextPiece("", TextSection.Body, Written(_pieces).Sum())] : [];

        // A beginning that is a whole text already is none to go on with, however sure the model was of its few words.
        int[] all = [.. Enumerable.Range(0, count)];
        var going = Array.FindAll(all, i => Looked(_pieces[i])[^1] is { Finish: null, Section: TextSection.Body });
        var among = going.Length > 0 ? going : all;
        Chosen = chosen = among[DraftRules.Best(prompt, [.. among.Select(i => Read(Looked(_pieces[i])))])];
        (_dropped, _chosenAt) = (Written(_pieces.Where((_, i) => i != chosen)).Sum(), Written(_pieces).Sum());
        return _pieces[chosen].Select(Counted);
    }

    private static IEnumerable<int> Written(IEnumerable<List<TextPiece>> drafts) => drafts.Select(pieces => pieces is [.., var last] ? last.TokenCount : 0);

    private List<TextPiece> Looked(List<TextPiece> pieces) => [.. pieces.TakeWhile((_, i) => i == 0 || pieces[i - 1].TokenCount < enough)];

    private static Draft Read(List<TextPiece> read)
    {
        string TextOf(TextSection section) => string.Concat(read.Where(p => p.Section == section).Select(p => p.Text));
        var tokens = read.Where(p => p.Section == TextSection.Body).SelectMany(p => p.Logprobs ?? []).ToList();
        return new Draft(TextOf(TextSection.Body), TextOf(TextSection.Scene), read[^1].Finish ?? FinishReason.MaxTokens, tokens.Count, tokens.Sum(t => t.Token.Logprob));
    }

    /// <summary>What it cost is what all of them did, of its beginning until it was chosen.</summary>
    private TextPiece Counted(TextPiece piece) => piece with { TokenCount = Math.Max(_chosenAt, piece.TokenCount + _dropped), Logprobs = null };
}
