using NetVips;
using VipsImage = NetVips.Image;

namespace MuseSpark.Training.Scenes;

/// <summary>Many square pictures in one PNG, for looking at with one's own eyes.</summary>
public static class ContactSheet
{
    private const int Gap = 4;

    /// <summary>Writes RGB pictures of (size, size, 3) bytes in rows of <paramref name="columns"/>.</summary>
    public static void Write(string file, IReadOnlyList<byte[]> pictures, int size, int columns)
    {
        int rows = (pictures.Count + columns - 1) / columns, width = columns * (size + Gap) + Gap, height = rows * (size + Gap) + Gap;
        var sheet = new byte[width * height * 3];
        Array.Fill(sheet, (byte)255);
        for (var i = 0; i < pictures.Count; i++)
        {
            int left = Gap + i % columns * (size + Gap), top = Gap + i / columns * (size + Gap);
            for (var y = 0; y < size; y++)
                pictures[i].AsSpan(y * size * 3, size * 3).CopyTo(sheet.AsSpan(((top + y) * width + left) * 3));
        }
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        using var image = VipsImage.NewFromMemory(sheet, width, height, 3, Enums.BandFormat.Uchar);
        image.WriteToFile(file);
    }
}
