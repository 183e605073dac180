using MuseSpark.Client.Workspaces;
using MuseSpark.Provenance.Watermarks.Text;

namespace MuseSpark.Web.Provenance.Signing;

/// <summary>The ways to mark a text that workspaces choose from.</summary>
public static class TextMarks
{
    /// <summary>All that a text from here may carry, whatever its workspace has chosen since.</summary>
    public static IReadOnlyList<ITextMark> All { get; } = [new TournamentMark(), new GreenListMark()];

    /// <summary>Null where texts are not marked.</summary>
    public static ITextMark? Of(TextMark choice) => choice switch
    {
        TextMark.Tournament => All[0],
        TextMark.GreenList => All[1],
        _ => null,
    };
}
