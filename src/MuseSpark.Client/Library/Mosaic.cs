using MuseSpark.Client.Generations;

namespace MuseSpark.Client.Library;

/// <summary>
/// How high a card is in the mosaic, in rows. A row is a 24th of a column's width, so a height known from the work alone keeps its
/// shape at every width of the window, and the page never jumps when pictures arrive.
/// </summary>
public static class Mosaic
{
    private const int RowsPerColumn = 24;

    // The gap below each card takes about this many.
    private const int Gap = 2;

    public static int Rows(GenerationView work)
    {
        var picture = work.Outputs.FirstOrDefault(output => output is { Kind: "picture", Width: > 0, Height: > 0 });
        var words = work.Outputs.FirstOrDefault(output => output.Kind == "text")?.Text;
        if (picture is not null)
        {
            var rows = Math.Clamp(RowsPerColumn * picture.Height!.Value / picture.Width!.Value, 12, 48);
            return Gap + (words is null && work.Label is null ? rows : rows + 11);
        }

        return Gap + (work.Label is null ? words : null) switch
        {
            null => 18,
            { Length: < 160 } => 20,
            { Length: < 500 } => 26,
            _ => 32,
        };
    }
}
