using System.Text;
using MuseSpark.Client.Moderation;

namespace MuseSpark.Web.Moderation.Screening;

/// <summary>
/// Looks at a text while it is written, whenever a sentence ends, together with what came just before it: harm stops early, and what is
/// spread over sentences is seen as well. The whole text is looked at once more when it is finished.
/// </summary>
/// <param name="cleared">A reviewer has seen to it: nothing is stopped.</param>
public sealed class StreamScreen(Screener screener, Material material, bool cleared)
{
    /// <summary>As much of what came before as is read with a sentence.</summary>
    private const int Context = 600;

    /// <summary>Text without an end of sentence is looked at after so many characters.</summary>
    private const int LongestSentence = 400;

    private readonly StringBuilder _text = new();
    private int _looked;

    /// <summary>The worst so far.</summary>
    public Verdict Verdict { get; private set; } = Verdict.Allowed;

    public async Task AddAsync(string piece, CancellationToken cancellationToken)
    {
        _text.Append(piece);
        if (_text.Length - _looked < LongestSentence && piece.AsSpan().IndexOfAny(".!?\n。！？") < 0) return;
        var from = Math.Max(0, _looked - Context);
        _looked = _text.Length;
        var verdict = await screener.TextAsync(material, _text.ToString(from, _text.Length - from), cancellationToken);
        if (cleared) verdict = verdict.AtMostLabel;
        if (verdict.Action > Verdict.Action) Verdict = verdict with { Findings = [.. verdict.Findings.Select(f => f with { Words = [.. f.Words.Select(w => w with { Start = w.Start + from })] })] };
    }

    /// <summary>Nothing more is shown, but the text goes on, for a person to look at.</summary>
    public bool IsQuiet => Verdict.Action >= ScreenAction.Hold;

    public bool IsOver => Verdict.Action == ScreenAction.Block;
}
