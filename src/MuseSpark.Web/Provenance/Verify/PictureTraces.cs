using MuseSpark.Inference.Image;
using MuseSpark.Provenance.Watermarks.Pictures;
using MuseSpark.Web.Outputs;
using MuseSpark.Web.Provenance.Signing;

namespace MuseSpark.Web.Provenance.Verify;

/// <summary>Looks for the watermark in a picture from anywhere.</summary>
public sealed class PictureTraces(ServerSecret secret)
{
    /// <summary>The mark is read from a square of at most 512 pixels, so a larger picture is only larger.</summary>
    private const int MaxEdge = 1024;

    private readonly PictureWatermark _marks = new(secret.PictureMarks);

    /// <summary>The picture in a size that can be looked at in time; null if it can't be decoded.</summary>
    public static async Task<RgbImage?> OpenAsync(byte[] file, CancellationToken cancellationToken)
    {
        if (PictureFile.Inspect(file) is not { } size) return null;
        var scale = Math.Min(1, (double)MaxEdge / Math.Max(size.Width, size.Height));
        return await PictureFile.ReadAsync(file, Math.Max(1, (int)Math.Round(size.Width * scale)), Math.Max(1, (int)Math.Round(size.Height * scale)), cancellationToken);
    }

    public PictureMarkReading? Read(RgbImage picture) =>
        Math.Min(picture.Width, picture.Height) < PictureWatermark.MinEdge ? null : _marks.Read(picture.Pixels, picture.Width, picture.Height);
}
