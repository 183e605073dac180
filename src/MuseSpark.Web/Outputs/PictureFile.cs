using MuseSpark.Inference.Image;
using SkiaSharp;

namespace MuseSpark.Web.Outputs;

/// <summary>Pictures that come from outside: PNG, JPEG or WebP, looked at before anything of their size is allocated.</summary>
/// <param name="Width">As it is to be looked at, turned the way its metadata says.</param>
public sealed record PictureFile(string MediaType, int Width, int Height)
{
    public const int MaxBytes = 20 * 1024 * 1024;
    private const int MaxEdge = 16_384;
    private const long MaxPixels = 40_000_000;

    /// <returns>What the file says it is; null if it is none of the known kinds, or larger than is opened.</returns>
    public static PictureFile? Inspect(byte[] bytes)
    {
        using var codec = Open(bytes);
        if (codec is null) return null;
        var info = codec.Info;
        return IsTurned(codec.EncodedOrigin) ? new(MediaTypeOf(codec.EncodedFormat)!, info.Height, info.Width) : new(MediaTypeOf(codec.EncodedFormat)!, info.Width, info.Height);
    }

    /// <summary>The middle of the picture in the shape asked for, scaled, on white where it is transparent; null if it can't be decoded.</summary>
    public static RgbImage? Read(byte[] bytes, int width, int height)
    {
        using var codec = Open(bytes);
        if (codec is null) return null;
        using var bitmap = SKBitmap.Decode(codec);
        if (bitmap is null) return null;

        using var surface = SKSurface.Create(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Premul));
        var canvas = surface.Canvas;
        canvas.Clear(SKColors.White);
        canvas.Translate(width / 2f, height / 2f);
        var turned = IsTurned(codec.EncodedOrigin);
        var scale = Math.Max((float)width / (turned ? bitmap.Height : bitmap.Width), (float)height / (turned ? bitmap.Width : bitmap.Height));
        canvas.Scale(scale);
        canvas.Concat(Upright(codec.EncodedOrigin));
        canvas.Translate(-bitmap.Width / 2f, -bitmap.Height / 2f);
        using var picture = SKImage.FromBitmap(bitmap);
        canvas.DrawImage(picture, 0, 0, new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));

        using var pixels = surface.PeekPixels();
        var from = pixels.GetPixelSpan();
        var rgb = new byte[width * height * 3];
        for (var i = 0; i < width * height; i++) from.Slice(i * 4, 3).CopyTo(rgb.AsSpan(i * 3));
        return new RgbImage(width, height, rgb);
    }

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
