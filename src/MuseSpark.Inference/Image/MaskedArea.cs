namespace MuseSpark.Inference.Image;

/// <summary>
/// The part of a picture that the model gets to see when a mask says what is painted anew: scaled to the size that it paints, and what it
/// painted put back into the picture in the picture's own size.
/// </summary>
internal sealed class MaskedArea
{
    /// <summary>How much of what is around the mask is seen, too: a share of the longer edge of what it frees, but at least so many pixels.</summary>
    private const int Surroundings = 4, LeastSurroundings = 32;

    private readonly RgbImage _picture;
    private readonly PictureMask _mask;
    private readonly bool _recompose;
    private readonly PixelArea _area;

    /// <param name="request">With a source and a mask of one size.</param>
    /// <param name="width">Pixels that the model paints.</param>
    /// <param name="height">As <paramref name="width"/>.</param>
    public MaskedArea(ImageRequest request, int width, int height)
    {
        (_picture, _recompose) = (request.Source!, request.Recompose);
        _mask = new PictureMask(request.Mask!, request.MaskGrow, request.MaskBlur);
        _area = request.OnlyMasked && _mask.Bounds is { } bounds ? Around(bounds, (double)width / height, _picture) : new(0, 0, _picture.Width, _picture.Height);
        Source = _picture.Cut(_area).Resize(width, height);
        Mask = _mask.Cut(_area, width, height);
    }

    /// <summary>As the model sees it.</summary>
    public RgbImage Source { get; }

    /// <inheritdoc cref="Source"/>
    public PictureMask Mask { get; }

    /// <summary>The longer edge of the area in the picture, in pixels.</summary>
    public int Edge => Math.Max(_area.Width, _area.Height);

    /// <param name="painted">The area, of any size.</param>
    /// <returns>The whole picture with it.</returns>
    public RgbImage Compose(RgbImage painted)
    {
        var fitting = painted.Resize(_area.Width, _area.Height);
        var pixels = (byte[])_picture.Pixels.Clone();
        for (var i = 0; i < fitting.Pixels.Length; i++)
        {
            var pixel = (_area.Top + i / 3 / _area.Width) * _picture.Width + _area.Left + i / 3 % _area.Width;
            ref var shown = ref pixels[pixel * 3 + i % 3];
            shown = _recompose ? (byte)MathF.Round(shown + _mask.Share(pixel) * (fitting.Pixels[i] - shown)) : fitting.Pixels[i];
        }
        return new RgbImage(_picture.Width, _picture.Height, pixels);
    }

    /// <summary>What the mask frees with its surroundings, in the shape of what is painted where the picture has room for that.</summary>
    private static PixelArea Around(PixelArea free, double shape, RgbImage picture)
    {
        var around = Math.Max(LeastSurroundings, Math.Max(free.Width, free.Height) / Surroundings);
        double width = free.Width + 2 * around, height = free.Height + 2 * around;
        if (width < height * shape) width = height * shape;
        else height = width / shape;
        var (columns, rows) = (Math.Min(picture.Width, (int)Math.Round(width)), Math.Min(picture.Height, (int)Math.Round(height)));
        return new(
            Math.Clamp(free.Left + (free.Width - columns) / 2, 0, picture.Width - columns), Math.Clamp(free.Top + (free.Height - rows) / 2, 0, picture.Height - rows),
            columns, rows);
    }
}

/// <summary>A rectangle of a picture, in pixels.</summary>
internal readonly record struct PixelArea(int Left, int Top, int Width, int Height);
