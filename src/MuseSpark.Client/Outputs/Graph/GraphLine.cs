using System.Globalization;

namespace MuseSpark.Client.Outputs.Graph;

/// <summary>From a work to one that was made from it.</summary>
public sealed record GraphLine(GraphCard From, GraphCard To, string Relation)
{
    /// <summary>Between two columns, in pixels: room for the word on the line.</summary>
    public const int Length = 120;

    /// <summary>What was done on the way, on the line.</summary>
    public string Done => Relation switch
    {
        GraphRelations.EditedBy => To.IsEdit ? "edited" : "painted over",
        GraphRelations.DescribedBy => "described",
        GraphRelations.EnlargedBy => "enlarged",
        GraphRelations.Repeats => "made again",
        _ => "went on",
    };

    /// <summary>What the later work does, before the name of the earlier one.</summary>
    public string Does => Relation switch
    {
        GraphRelations.EditedBy => To.IsEdit ? "edits" : "painted over",
        GraphRelations.DescribedBy => "describes",
        GraphRelations.EnlargedBy => "enlarges",
        GraphRelations.Repeats => "makes again",
        _ => "goes on from",
    };

    private double Start => From.X + GraphCard.Width;

    public string Path => string.Create(CultureInfo.InvariantCulture,
        $"M{Start},{From.Middle:0.#} C{Start + Length / 2},{From.Middle:0.#} {To.X - Length / 2},{To.Middle:0.#} {To.X},{To.Middle:0.#}");

    /// <summary>Where the word stands: in front of the later work, where lines have parted.</summary>
    public (double X, double Y) Label => To.Column - From.Column == 1
        ? ((Start + To.X) / 2, (From.Middle + To.Middle) / 2)
        : (To.X - Length / 2, To.Middle + (From.Middle - To.Middle) * Length / 2 / (To.X - Start) / 2);
}
