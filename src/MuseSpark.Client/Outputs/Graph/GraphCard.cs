using MuseSpark.Client.Generations;

namespace MuseSpark.Client.Outputs.Graph;

/// <summary>One work as it is drawn: what it is, the words it was asked for with, its picture and the beginning of its text.</summary>
public sealed class GraphCard
{
    public required Guid WorkId { get; init; }

    /// <value>"Story with picture"</value>
    public required string Form { get; init; }

    /// <summary>The prompt, or the name of a picture that was brought; may be empty.</summary>
    public required string Words { get; init; }
    public string? Thumbnail { get; init; }

    /// <summary>The first words of its text; null without one.</summary>
    public string? Excerpt { get; init; }

    /// <summary>Names of the models; empty for what was brought.</summary>
    public required IReadOnlyList<string> Makers { get; init; }
    public required GenerationState State { get; init; }

    /// <summary>Whether a person made it from a text.</summary>
    public bool IsEdit => Form == KindChoice.Of(Kinds.Edit, withPicture: false).Title;

    /// <summary>How many copies of it left, at whatever level.</summary>
    public required int Copies { get; init; }

    /// <summary>Whether this is the work that was asked about.</summary>
    public required bool IsFocus { get; init; }

    /// <summary>Sizes in pixels at a zoom of 1; letters are counted, since SVG breaks no lines.</summary>
    public const int Width = 208, PictureHeight = 132, Padding = 12, LineHeight = 18, WordsInLine = 24, ExcerptInLine = 25, FootInLine = 29;

    public int Column { get; set; }
    public double Y { get; set; }
    public int X => Column * (Width + GraphLine.Length);

    public IReadOnlyList<string> WordLines => GraphWords.Lines(Words, WordsInLine, 2);
    public IReadOnlyList<string> ExcerptLines => Excerpt is null ? [] : GraphWords.Lines(Excerpt, ExcerptInLine, 3);

    /// <summary>The last line, in small letters.</summary>
    public string Foot => State switch
    {
        GenerationState.Queued or GenerationState.Running => "Being made",
        GenerationState.Held => "Waiting for a reviewer",
        GenerationState.Failed => "Did not work out",
        GenerationState.Cancelled => "Stopped",
        GenerationState.Withdrawn => "Withdrawn",
        _ => Makers.Count > 0 ? $"by {string.Join(", ", Makers)}" : "",
    };

    /// <summary>Under everything; empty as long as no copy left.</summary>
    public string CopiesLine => Copies switch { 0 => "", 1 => "1 copy handed out", _ => $"{Copies} copies handed out" };

    public string FootLine => GraphWords.Lines(Foot, FootInLine, 1).FirstOrDefault("");

    public int PictureEnd => Thumbnail is null ? 0 : PictureHeight;

    public double Height => PictureEnd + 2 * Padding - 4 + LineHeight * (1 + WordLines.Count + ExcerptLines.Count + (Foot.Length > 0 ? 1 : 0) + (Copies > 0 ? 1 : 0));

    public double Middle => Y + Height / 2;

    /// <summary>What it is called where it is not drawn.</summary>
    public string Name => $"{Form}: {(Words.Length > 0 ? Words : Excerpt ?? Foot)}";
}
