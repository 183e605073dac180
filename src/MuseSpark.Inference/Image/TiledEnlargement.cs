using System.Runtime.CompilerServices;
using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Image;

/// <summary>
/// Enlarges pictures tile by tile, so that only the result grows with the picture. A tile is looked at with a margin that is cut off from what is
/// made of it: convolutions see no farther than that, so the tiles fit together as if the picture had been one, without a fade from one to the other.
/// </summary>
internal static class TiledEnlargement
{
    /// <summary>Two pixels of the source more than what the upscalers that are known here see around each.</summary>
    internal const int Margin = 12;

    /// <summary>Pixels of the source along an edge of a tile, without its margins and with them, at most.</summary>
    internal const int Core = 176, Edge = Core + 2 * Margin;

    /// <param name="doubles">Doubles edges; <paramref name="fourfold"/>, where there is one, makes them four times as long at once.</param>
    /// <inheritdoc cref="IPictureEnlarger.EnlargeAsync"/>
    public static async IAsyncEnumerable<ImageProgress> RunAsync(
        Upscaler doubles, Upscaler? fourfold, RgbImage picture, int times, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (times is not (2 or 4)) throw new ModelException($"Pictures become 2 or 4 times as large, not {times} times.");
        if (Math.Max(picture.Width, picture.Height) * times > IPictureEnlarger.MaxEdge)
            throw new ModelException($"A picture of {picture.Width} x {picture.Height} pixels can't become {times} times as large: {IPictureEnlarger.MaxEdge} pixels along an edge are the most.");
        Upscaler[] passes = times == 2 ? [doubles] : fourfold is null ? [doubles, doubles] : [fourfold];
        var total = 0;
        for (var (pass, grown) = (0, 1); pass < passes.Length; grown *= passes[pass++].Times) total += Parts(picture.Width * grown).Count * Parts(picture.Height * grown).Count;

        var done = 0;
        foreach (var upscaler in passes)
        {
            var made = new RgbImage(picture.Width * upscaler.Times, picture.Height * upscaler.Times, new byte[picture.Pixels.Length * upscaler.Times * upscaler.Times]);
            foreach (var rows in Parts(picture.Height))
                foreach (var columns in Parts(picture.Width))
                {
                    var source = picture;
                    await Task.Run(() => Fill(made, source, rows, columns, upscaler, cancellationToken), cancellationToken).ConfigureAwait(false);
                    yield return new ImageStep(++done, total, null);
                }
            picture = made;
        }
        yield return new ImageFinished(picture, 0, 0);
    }

    private static void Fill(RgbImage made, RgbImage picture, Part rows, Part columns, Upscaler upscaler, CancellationToken cancellationToken)
    {
        var times = upscaler.Times;
        var tile = upscaler.Enlarge(picture.Cut(new PixelArea(columns.From, rows.From, columns.To - columns.From, rows.To - rows.From)), cancellationToken);
        var width = (columns.End - columns.Start) * times;
        for (var row = rows.Start * times; row < rows.End * times; row++)
            tile.Pixels.AsSpan(((row - rows.From * times) * tile.Width + (columns.Start - columns.From) * times) * 3, width * 3)
                .CopyTo(made.Pixels.AsSpan((row * made.Width + columns.Start * times) * 3));
    }

    /// <summary>A stretch of an edge that is made from <paramref name="Start"/> to before <paramref name="End"/>, for which the source is looked at between the other two.</summary>
    internal readonly record struct Part(int Start, int End, int From, int To);

    internal static IReadOnlyList<Part> Parts(int length)
    {
        // Of one size, so that no time goes into the margins of a narrow rest.
        var count = length <= Edge ? 1 : (length + Core - 1) / Core;
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            var (start, end) = (length * i / count, length * (i + 1) / count);
            return new Part(start, end, Math.Max(0, start - Margin), Math.Min(length, end + Margin));
        })];
    }
}
