using System.Net.Http.Headers;
using SkiaSharp;

namespace MuseSpark.Web.Tests.Uploads;

/// <summary>Small pictures whose left half is red and whose right half is blue.</summary>
public static class TestPictures
{
    public static byte[] Png(int width, int height) => Encode(width, height, SKEncodedImageFormat.Png);

    public static byte[] Encode(int width, int height, SKEncodedImageFormat format)
    {
        using var bitmap = new SKBitmap(width, height, SKColorType.Rgba8888, SKAlphaType.Premul);
        bitmap.Erase(SKColors.Red);
        bitmap.Erase(SKColors.Blue, SKRectI.Create(width / 2, 0, width - width / 2, height));
        using var data = bitmap.Encode(format, 100);
        return data.ToArray();
    }

    /// <summary>A JPEG with an EXIF block that says in which of eight ways it lies (TIFF 6.0, tag 274).</summary>
    public static byte[] Turned(int width, int height, byte orientation)
    {
        byte[] exif = [0xFF, 0xE1, 0, 34, .. "Exif\0\0"u8, .. "MM\0*"u8, 0, 0, 0, 8, 0, 1, 1, 18, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0];
        var jpeg = Encode(width, height, SKEncodedImageFormat.Jpeg);
        return [.. jpeg[..2], .. exif, .. jpeg[2..]];
    }

    public static MultipartFormDataContent Form(byte[] file, string name = "holiday.png")
    {
        var content = new ByteArrayContent(file);
        content.Headers.ContentType = new MediaTypeHeaderValue("image/png");
        return new MultipartFormDataContent { { content, "file", name } };
    }
}
