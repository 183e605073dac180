using MuseSpark.Client.Outputs;
using MuseSpark.Inference.Image;
using MuseSpark.Web.Outputs;

namespace MuseSpark.Web.Provenance;

/// <summary>
/// How far two pictures are apart. They are visually the same when the whole is at least 35 dB alike and no tile of 16 x 16 differs by more
/// than 12 of 255 levels on average. Two copies of one painting, each with a watermark of its own, are 39 dB or more apart and at most 6
/// levels anywhere; the tiles find the small thing that is in another place, which the figure for the whole would let pass.
/// </summary>
public static class PictureComparison
{
    private const double LeastPsnr = 35, MostInTile = 12;
    private const int Tiles = 16, Amplification = 10;

    /// <returns>Null for pictures of different sizes.</returns>
    public static PictureDistance? Measure(RgbImage then, RgbImage now)
    {
        if (then.Width != now.Width || then.Height != now.Height) return null;
        double sum = 0, squares = 0;
        var tiles = new (double Sum, int Count)[Tiles * Tiles];
        for (var i = 0; i < then.Pixels.Length; i++)
        {
            var difference = Math.Abs(then.Pixels[i] - now.Pixels[i]);
            sum += difference;
            squares += difference * difference;
            var (x, y) = (i / 3 % then.Width, i / 3 / then.Width);
            ref var tile = ref tiles[y * Tiles / then.Height * Tiles + x * Tiles / then.Width];
            tile = (tile.Sum + difference, tile.Count + 1);
        }

        var worst = tiles.Max(tile => tile.Count == 0 ? 0 : tile.Sum / tile.Count);
        double? psnr = squares == 0 ? null : 10 * Math.Log10(255.0 * 255 * then.Pixels.Length / squares);
        return new PictureDistance(Math.Round(sum / then.Pixels.Length, 3), psnr is { } finite ? Math.Round(finite, 2) : null, Math.Round(worst, 2));
    }

    public static bool AreAlike(PictureDistance distance) => distance.Psnr is null or >= LeastPsnr && distance.WorstTile <= MostInTile;

    /// <summary>What differs between two pictures of one size, made ten times as strong; black where nothing does.</summary>
    public static RgbImage Amplify(RgbImage then, RgbImage now)
    {
        var pixels = new byte[then.Pixels.Length];
        for (var i = 0; i < pixels.Length; i++) pixels[i] = (byte)Math.Min(255, Amplification * Math.Abs(then.Pixels[i] - now.Pixels[i]));
        return new RgbImage(then.Width, then.Height, pixels);
    }

    /// <summary>The pixels of a picture as it is kept; null when its file is gone or can't be read.</summary>
    public static async Task<RgbImage?> OpenAsync(Output picture, BlobStore blobs, CancellationToken cancellationToken)
    {
        if (blobs.Find(picture.Sha256) is not { } file) return null;
        var bytes = await File.ReadAllBytesAsync(file.FullName, cancellationToken);
        return PictureFile.Inspect(bytes) is { } seen ? await PictureFile.ReadAsync(bytes, seen.Width, seen.Height, cancellationToken) : null;
    }
}
