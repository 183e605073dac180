using System.Text;

namespace MuseSpark.Inference.Text.Drafts;

/// <summary>A whole text, to be compared with others for the same prompt.</summary>
/// <param name="Tokens">How many the body has.</param>
/// <param name="Logprob">The sum of the natural logarithms of their chances, by the model itself and what it was leaned towards: 0 is certain.</param>
public sealed record Draft(string Body, string Scene, FinishReason Finish, int Tokens, double Logprob);

/// <summary>The drafts of one request as they are written.</summary>
/// <remarks>From one thread at a time.</remarks>
internal sealed class DraftDesk(string prompt, int count)
{
    private const int ProgressEvery = 16;

    private readonly (StringBuilder Body, StringBuilder Scene)[] _texts = [.. Enumerable.Range(0, count).Select(_ => (new StringBuilder(), new StringBuilder()))];
    private readonly (int Count, double Logprob)[] _bodies = new (int, double)[count];
    private readonly int[] _tokens = new int[count];
    private readonly FinishReason[] _finishes = new FinishReason[count];
    private int _pieces;

    public void Add(int draft, TextPiece piece)
    {
        (piece.Section == TextSection.Scene ? _texts[draft].Scene : _texts[draft].Body).Append(piece.Text);
        if (piece.Section == TextSection.Body)
            foreach (var token in piece.Logprobs ?? []) _bodies[draft] = (_bodies[draft].Count + 1, _bodies[draft].Logprob + token.Token.Logprob);
        _tokens[draft] = piece.TokenCount;
        _finishes[draft] = piece.Finish ?? _finishes[draft];
    }

    /// <summary>Now and then a piece without text, so that a watcher sees the work going on.</summary>
    public TextPiece? Progress() => ++_pieces % (ProgressEvery * count) == 0 ? new TextPiece("", TextSection.Body, _tokens.Sum()) : null;

    /// <summary>The best draft as the pieces that it would have streamed as.</summary>
    public IEnumerable<TextPiece> Best()
    {
        var drafts = _texts.Select((t, i) => new Draft(t.Body.ToString(), t.Scene.ToString(), _finishes[i], _bodies[i].Count, _bodies[i].Logprob)).ToList();
        var best = DraftRules.Best(prompt, drafts);
        yield return new TextPiece(drafts[best].Body, TextSection.Body, _tokens.Sum());
        yield return new TextPiece(drafts[best].Scene, TextSection.Scene, _tokens.Sum(), drafts[best].Finish);
    }
}
