using MuseSpark.Inference.Tokenizers;

namespace MuseSpark.Inference.Text;

/// <summary>What ends the parts of a text: ids of end tokens, the token between body and scene line, the longest of each; and what is told of them.</summary>
/// <param name="TextId">The token that ends the title, which nobody is shown; null where the body comes first.</param>
internal sealed record TextEnds(IReadOnlySet<int> EndIds, int? SceneId, bool WithScene, int BodyLimit, int SceneLimit, int? TopLogprobs = null, int? TextId = null)
{
    /// <summary>A guard against a model that never ends a title.</summary>
    public const int TitleLimit = 48;
}

/// <summary>One text under way: chooses its tokens, turns them into characters, and knows when its body and its scene line are over.</summary>
/// <remarks>For one text, from one thread at a time.</remarks>
internal sealed class TextRow(Tokenizer tokenizer, TokenChooser chooser, IEnumerable<string> stops, TextEnds ends)
{
    private TextDecoder _characters = new(tokenizer);
    private StopWatcher _stops = new(stops);
    private TextSection _section = TextSection.Body;
    private FinishReason? _bodyFinish;
    private int _limit = ends.BodyLimit;
    private bool _sceneIsNext;
    private int _titleLeft = ends.TextId is null ? 0 : TextEnds.TitleLimit;
    private List<TokenLogprob>? _logprobs;
    private float[] _raw = [];

    /// <summary>The token to feed next; once the text is over, one that means nothing.</summary>
    public int Token { get; private set; }

    /// <summary>Tokens decoded so far, prompt and title excluded.</summary>
    public int Count { get; private set; }

    public bool IsOver { get; private set; }

    /// <summary>Takes the logits of the token to come, which are overwritten.</summary>
    /// <returns>What can be shown of the text now; the last piece carries the finish.</returns>
    public TextPiece? Advance(Span<float> logits)
    {
        if (_sceneIsNext)
        {
            _sceneIsNext = false;
            Token = ends.SceneId!.Value;
            return null;
        }

        if (_titleLeft > 0)
        {
            var drawn = chooser.ChooseTitle(logits);
            // A title ends with its own token; one that ends the text instead, or never comes to an end, is ended here.
            if (--_titleLeft == 0 || drawn == ends.TextId || drawn == ends.SceneId || ends.EndIds.Contains(drawn)) (_titleLeft, drawn) = (0, ends.TextId!.Value);
            Token = drawn;
            return null;
        }

        if (ends.TopLogprobs is not null)
        {
            if (_raw.Length == 0) _raw = new float[logits.Length];
            logits.CopyTo(_raw);
        }
        Token = chooser.Choose(logits);
        Count++;
        var ended = Token == ends.SceneId || ends.EndIds.Contains(Token);
        if (ends.TopLogprobs is { } top && !ended) (_logprobs ??= []).Add(LogprobOf(Token, top));
        var text = ended ? "" : _stops.Push(_characters.Add(Token));
        FinishReason? finish = ended ? FinishReason.EndOfText
            : _stops.Stopped ? FinishReason.StopString
            : chooser.IsOver ? FinishReason.EndOfText
            : Count == _limit ? FinishReason.MaxTokens
            : null;
        if (finish is null) return text.Length > 0 ? PieceOf(text, null) : null;

        text += _stops.Flush();
        if (_section == TextSection.Scene || !ends.WithScene || ends.SceneId is null)
        {
            IsOver = true;
            return PieceOf(text, _bodyFinish ?? finish);
        }

        var body = text.Length > 0 || _logprobs is not null ? PieceOf(text, null) : (TextPiece?)null;
        // The body is over, by itself or cut: from here the model writes the scene line, prompted by its token.
        (_bodyFinish, _section, _limit) = (finish, TextSection.Scene, Count + ends.SceneLimit);
        (_stops, _characters) = (new StopWatcher([]), new TextDecoder(tokenizer));
        chooser.BeginPart();
        if (ended) Token = ends.SceneId.Value;
        else _sceneIsNext = true;
        return body;
    }

    private TextPiece PieceOf(string text, FinishReason? finish)
    {
        var logprobs = _logprobs;
        _logprobs = null;
        return new TextPiece(text, _section, Count, finish, logprobs);
    }

    private TokenLogprob LogprobOf(int chosen, int top)
    {
        var sum = Logprobs.LogSum(_raw);
        TokenChance ChanceOf(int id) => new(id, tokenizer.BytesOf(id).ToArray(), (float)(_raw[id] - sum));
        return new TokenLogprob(ChanceOf(chosen), [.. Logprobs.Largest(_raw, top).Select(ChanceOf)]);
    }
}
