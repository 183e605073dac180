using NetVips;
using VipsImage = NetVips.Image;

namespace MuseSpark.Training.Scenes;

/// <summary>Many square pictures in one PNG, for looking at with one's own eyes.</summary>
public static class ContactSheet
{
    private const int Gap = 4, LabelHeight = 34;

    /// <summary>Writes RGB pictures of (size, size, 3) bytes in rows of <paramref name="columns"/>, with words below them if given.</summary>
    public static void Write(string file, IReadOnlyList<byte[]> pictures, int size, int columns, IReadOnlyList<string>? labels = null)
    {
        var down = size + Gap + (labels is null ? 0 : LabelHeight);
        int rows = (pictures.Count + columns - 1) / columns, width = columns * (size + Gap) + Gap, height = rows * down + Gap;
        var sheet = new byte[width * height * 3];
        Array.Fill(sheet, (byte)255);
        for (var i = 0; i < pictures.Count; i++)
        {
            int left = Gap + i % columns * (size + Gap), top = Gap + i / columns * down;
            for (var y = 0; y < size; y++)
                pictures[i].AsSpan(y * size * 3, size * 3).CopyTo(sheet.AsSpan(((top + y) * width + left) * 3));
            if (labels is not null) Label(labels[i], sheet, width, left, top + size + 2, size);
        }
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        using var image = VipsImage.NewFromMemory(sheet, width, height, 3, Enums.BandFormat.Uchar);
        image.WriteToFile(file);
    }

    private static void Label(string words, byte[] sheet, int sheetWidth, int left, int top, int widest)
    {
        using var text = VipsImage.Text(System.Security.SecurityElement.Escape(words), font: "sans 7", width: widest, dpi: 84);
        var ink = text.WriteToMemory<byte>();
        for (var y = 0; y < Math.Min(text.Height, LabelHeight); y++)
            for (var x = 0; x < Math.Min(text.Width, widest); x++)
                sheet.AsSpan(((top + y) * sheetWidth + left + x) * 3, 3).Fill((byte)(255 - ink[(y * text.Width + x) * text.Bands]));
    }
}
