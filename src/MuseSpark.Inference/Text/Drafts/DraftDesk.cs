using System.Text;

namespace MuseSpark.Inference.Text.Drafts;

/// <summary>The drafts of one request as they are written, of which one is given on: when all are whole, or after rounds in which the best beginnings are left.</summary>
/// <remarks>From one thread at a time. Which one hangs on their texts alone, not on which of them came sooner.</remarks>
/// <param name="rounds">How many tokens of each draft are looked at, <see cref="int.MaxValue"/> for all, and how many drafts are left then; the last leaves one.</param>
internal sealed class DraftDesk(string prompt, int count, params IReadOnlyList<(int Tokens, int Left)> rounds)
{
    private const int ProgressEvery = 16;

    private readonly List<TextPiece>[] _pieces = [.. Enumerable.Range(0, count).Select(_ => new List<TextPiece>())];
    private int[] _left = [.. Enumerable.Range(0, count)];
    private int _round, _added, _dropped, _chosenAt;

    /// <summary>The drafts that are still written; one of them when it is chosen.</summary>
    public IReadOnlyList<int> Left => _left;

    private bool IsChosen => _round == rounds.Count;

    /// <summary>What can be given on now: of the drafts' pieces those of the one that was chosen, and before that now and then one without text, so that a watcher sees the work going on.</summary>
    public IEnumerable<TextPiece> Add(int draft, TextPiece piece)
    {
        // What comes of one that was let go of was on its way.
        if (!_left.Contains(draft)) return [];
        if (IsChosen) return [Counted(piece)];
        _pieces[draft].Add(piece);
        while (!IsChosen && _left.All(i => IsRead(_pieces[i], rounds[_round].Tokens)))
        {
            _left = Best(rounds[_round]);
            _round++;
        }
        if (!IsChosen) return ++_added % (ProgressEvery * _left.Length) == 0 ? [new TextPiece("", TextSection.Body, Written(_pieces).Sum())] : [];
        (_dropped, _chosenAt) = (Written(_pieces.Where((_, i) => i != _left[0])).Sum(), Written(_pieces).Sum());
        return _pieces[_left[0]].Select(Counted);
    }

    private int[] Best((int Tokens, int Left) round)
    {
        // A beginning that is a whole text already is none to go on with, however sure the model was of its few words.
        var going = Array.FindAll(_left, i => Looked(_pieces[i], round.Tokens)[^1] is { Finish: null, Section: TextSection.Body });
        var among = going.Length > 0 ? going : _left;
        return [.. DraftRules.Rank(prompt, [.. among.Select(i => Read(Looked(_pieces[i], round.Tokens)))]).Take(round.Left).Select(i => among[i]).Order()];
    }

    private static bool IsRead(List<TextPiece> pieces, int enough) => pieces is [.., var last] && (last.Finish is not null || last.TokenCount >= enough);

    private static IEnumerable<int> Written(IEnumerable<List<TextPiece>> drafts) => drafts.Select(pieces => pieces is [.., var last] ? last.TokenCount : 0);

    private static List<TextPiece> Looked(List<TextPiece> pieces, int enough) => [.. pieces.TakeWhile((_, i) => i == 0 || pieces[i - 1].TokenCount < enough)];

    private static Draft Read(List<TextPiece> read)
    {
        string TextOf(TextSection section) => string.Concat(read.Where(p => p.Section == section).Select(p => p.Text));
        var tokens = read.Where(p => p.Section == TextSection.Body).SelectMany(p => p.Logprobs ?? []).ToList();
        return new Draft(TextOf(TextSection.Body), TextOf(TextSection.Scene), read[^1].Finish ?? FinishReason.MaxTokens, tokens.Count, tokens.Sum(t => t.Token.Logprob));
    }

    /// <summary>What it cost is what all of them did, of its beginning until it was chosen.</summary>
    private TextPiece Counted(TextPiece piece) => piece with { TokenCount = Math.Max(_chosenAt, piece.TokenCount + _dropped), Logprobs = null };
}
