using MuseSpark.Inference.Image;
using SkiaSharp;

namespace MuseSpark.Web.Outputs;

/// <summary>Pictures that come from outside: PNG, JPEG or WebP, looked at before anything of their size is allocated.</summary>
/// <param name="Width">As it is to be looked at, turned the way its metadata says.</param>
public sealed record PictureFile(string MediaType, int Width, int Height)
{
    public const int MaxBytes = 20 * 1024 * 1024;

    /// <summary>Has more than one frame; only the first is ever decoded here.</summary>
    public bool Moves { get; init; }

    private const int MaxEdge = 16_384;
    private const long MaxPixels = 40_000_000;

    /// <summary>Twice what is looked at, so that scaling down to that misses no pixel.</summary>
    private const float ViewEdge = 448;

    private const int MaxParts = 16;

    /// <summary>How many are open at once, whoever sent them: a decoded picture takes up to 160 MB.</summary>
    private static readonly SemaphoreSlim Decoding = new(2);

    /// <returns>What the file says it is; null if it is none of the known kinds, or larger than is opened.</returns>
    public static PictureFile? Inspect(byte[] bytes)
    {
        using var codec = Open(bytes);
        if (codec is null) return null;
        var info = codec.Info;
        var (width, height) = IsTurned(codec.EncodedOrigin) ? (info.Height, info.Width) : (info.Width, info.Height);
        return new(MediaTypeOf(codec.EncodedFormat)!, width, height) { Moves = codec.FrameCount > 1 || (codec.EncodedFormat == SKEncodedImageFormat.Png && Png.Moves(bytes)) };
    }

    /// <summary>The middle of the picture in the shape asked for, scaled, on white where it is transparent; null if it can't be decoded.</summary>
    public static Task<RgbImage?> ReadAsync(byte[] bytes, int width, int height, CancellationToken cancellationToken) =>
        InTurnAsync(() => Read(bytes, width, height), cancellationToken);

    /// <summary>
    /// The whole picture, scaled, and if one side is more than twice the other squares along it that overlap by half (of very long ones
    /// wider parts, at most 16), so that nothing in it is too small to be seen. Empty if it can't be decoded.
    /// </summary>
    public static Task<IReadOnlyList<PictureView>> ReadViewsAsync(byte[] bytes, CancellationToken cancellationToken) =>
        InTurnAsync(() => ReadViews(bytes), cancellationToken);

    private static async Task<T> InTurnAsync<T>(Func<T> decode, CancellationToken cancellationToken)
    {
        await Decoding.WaitAsync(cancellationToken);
        try
        {
            return decode();
        }
        finally
        {
            Decoding.Release();
        }
    }

    private static RgbImage? Read(byte[] bytes, int width, int height)
    {
        using var codec = Open(bytes);
        if (codec is null) return null;
        using var bitmap = SKBitmap.Decode(codec);
        if (bitmap is null) return null;

        var whole = SizeOf(bitmap, codec.EncodedOrigin);
        var scale = Math.Max(width / whole.Width, height / whole.Height);
        var (shownWidth, shownHeight) = (width / scale, height / scale);
        bitmap.SetImmutable(); // or the picture would be a copy
        using var picture = SKImage.FromBitmap(bitmap);
        return Draw(picture, codec.EncodedOrigin, SKRect.Create((whole.Width - shownWidth) / 2, (whole.Height - shownHeight) / 2, shownWidth, shownHeight), width, height);
    }

    private static IReadOnlyList<PictureView> ReadViews(byte[] bytes)
    {
        using var codec = Open(bytes);
        if (codec is null) return [];
        using var bitmap = SKBitmap.Decode(codec);
        if (bitmap is null) return [];
        bitmap.SetImmutable(); // or the picture would be a copy
        using var picture = SKImage.FromBitmap(bitmap);
        var size = SizeOf(bitmap, codec.EncodedOrigin);
        var (width, height) = (size.Width, size.Height);
        var views = new List<PictureView> { View(new(0, 0, width, height)) };
        var (longer, shorter) = (Math.Max(width, height), Math.Min(width, height));
        var parts = longer > 2 * shorter ? Math.Min(MaxParts, (int)Math.Ceiling(2 * longer / shorter) - 1) : 0;
        var step = longer / (parts + 1);
        for (var i = 0; i < parts; i++)
            views.Add(View(width > height ? SKRect.Create(i * step, 0, 2 * step, height) : SKRect.Create(0, i * step, width, 2 * step)));
        return views;

        PictureView View(SKRect part)
        {
            var scale = Math.Min(1, ViewEdge / Math.Max(part.Width, part.Height));
            var image = Draw(picture, codec.EncodedOrigin, part, Math.Max(1, (int)MathF.Round(part.Width * scale)), Math.Max(1, (int)MathF.Round(part.Height * scale)));
            return new PictureView(image, part.Left / width, part.Top / height, part.Width / width, part.Height / height);
        }
    }

    private static RgbImage Draw(SKImage picture, SKEncodedOrigin origin, SKRect part, int width, int height)
    {
        using var surface = SKSurface.Create(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Premul));
        var canvas = surface.Canvas;
        canvas.Clear(SKColors.White);
        canvas.Scale(width / part.Width, height / part.Height);
        canvas.Translate(-part.Left, -part.Top);
        var turned = IsTurned(origin);
        canvas.Translate((turned ? picture.Height : picture.Width) / 2f, (turned ? picture.Width : picture.Height) / 2f);
        canvas.Concat(Upright(origin));
        canvas.Translate(-picture.Width / 2f, -picture.Height / 2f);
        canvas.DrawImage(picture, 0, 0, new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));

        using var pixels = surface.PeekPixels();
        var from = pixels.GetPixelSpan();
        var rgb = new byte[width * height * 3];
        for (var i = 0; i < width * height; i++) from.Slice(i * 4, 3).CopyTo(rgb.AsSpan(i * 3));
        return new RgbImage(width, height, rgb);
    }

    private static SKSize SizeOf(SKBitmap bitmap, SKEncodedOrigin origin) => IsTurned(origin) ? new(bitmap.Height, bitmap.Width) : new(bitmap.Width, bitmap.Height);

    private static SKCodec? Open(byte[] bytes)
    {
        using var data = SKData.CreateCopy(bytes);
        var codec = SKCodec.Create(data);
        if (codec is null) return null;
        var (width, height) = (codec.Info.Width, codec.Info.Height);
        if (MediaTypeOf(codec.EncodedFormat) is not null && width is > 0 and <= MaxEdge && height is > 0 and <= MaxEdge && (long)width * height <= MaxPixels) return codec;
        codec.Dispose();
        return null;
    }

    private static string? MediaTypeOf(SKEncodedImageFormat format) => format switch
    {
        SKEncodedImageFormat.Png => "image/png",
        SKEncodedImageFormat.Jpeg => "image/jpeg",
        SKEncodedImageFormat.Webp => "image/webp",
        _ => null,
    };

    private static bool IsTurned(SKEncodedOrigin origin) => origin is SKEncodedOrigin.LeftTop or SKEncodedOrigin.RightTop or SKEncodedOrigin.RightBottom or SKEncodedOrigin.LeftBottom;

    /// <summary>From pixels as stored to how they are to be looked at, about the middle (TIFF 6.0, Orientation).</summary>
    private static SKMatrix Upright(SKEncodedOrigin origin) => origin switch
    {
        SKEncodedOrigin.TopRight => SKMatrix.CreateScale(-1, 1),
        SKEncodedOrigin.BottomRight => SKMatrix.CreateScale(-1, -1),
        SKEncodedOrigin.BottomLeft => SKMatrix.CreateScale(1, -1),
        SKEncodedOrigin.LeftTop => new SKMatrix(0, 1, 0, 1, 0, 0, 0, 0, 1),
        SKEncodedOrigin.RightTop => new SKMatrix(0, -1, 0, 1, 0, 0, 0, 0, 1),
        SKEncodedOrigin.RightBottom => new SKMatrix(0, -1, 0, -1, 0, 0, 0, 0, 1),
        SKEncodedOrigin.LeftBottom => new SKMatrix(0, 1, 0, -1, 0, 0, 0, 0, 1),
        _ => SKMatrix.Identity,
    };
}
