using MuseSpark.Provenance.Containers;

namespace MuseSpark.Provenance.Credentials;

/// <summary>A part of a file with the name that box hashes call it by (C2PA 18.7, A.4).</summary>
internal readonly record struct FileBox(string Name, ByteRange Range)
{
    /// <summary>The name of the manifest store's own box.</summary>
    public const string Store = "C2PA";
}

/// <summary>The boxes of PNG and JPEG files in their order, each byte of a whole file in one of them.</summary>
internal static class BoxMap
{
    private const int MaxBoxes = 100_000;

    private static readonly Dictionary<byte, string> Markers = new()
    {
        [0xC4] = "DHT",
        [0xCC] = "DAC",
        [0xDA] = "SOS",
        [0xD9] = "EOI",
        [0xDB] = "DQT",
        [0xDD] = "DRI",
        [0xFE] = "COM",
    };

    /// <returns>null for other formats, and when the file has too many boxes</returns>
    public static List<FileBox>? Of(Asset asset) => asset.Container switch
    {
        PngContainer => Png(asset.File.Span, asset.Place),
        JpegContainer => Jpeg(asset.File.Span, asset.Place),
        _ => null,
    };

    private static List<FileBox>? Png(ReadOnlySpan<byte> file, ByteRange? store)
    {
        var boxes = new List<FileBox> { new("PNGh", new ByteRange(0, PngChunks.Signature.Length)) };
        for (var chunks = new PngChunks(file); chunks.MoveNext();)
        {
            if (boxes.Count == MaxBoxes) return null;
            var place = chunks.Current.Place;
            boxes.Add(new FileBox(place == store ? FileBox.Store : System.Text.Encoding.Latin1.GetString(file.Slice((int)place.Start + 4, 4)), place));
        }
        return boxes;
    }

    private static List<FileBox>? Jpeg(ReadOnlySpan<byte> file, ByteRange? store)
    {
        var boxes = new List<FileBox> { new("SOI", new ByteRange(0, 2)) };
        for (var segments = new JpegSegments(file); segments.MoveNext();)
        {
            if (boxes.Count == MaxBoxes) return null;
            var segment = segments.Current;
            if (store is { } place && segment.Start >= place.Start && segment.End <= place.End)
            {
                if (segment.Start == place.Start) boxes.Add(new FileBox(FileBox.Store, place));
                continue;
            }
            boxes.Add(new FileBox(Name(segment.Marker), new ByteRange(segment.Start, segment.Length)));
        }
        return boxes;
    }

    private static string Name(byte marker) => Markers.TryGetValue(marker, out var name)
        ? name
        : marker switch
        {
            >= 0xC0 and <= 0xCF => $"SOF{marker - 0xC0}",
            >= 0xD0 and <= 0xD7 => $"RST{marker - 0xD0}",
            >= 0xE0 and <= 0xEF => $"APP{marker - 0xE0}",
            >= 0xF0 and <= 0xFD => $"JPG{marker - 0xF0}",
            _ => $"{marker:X2}",
        };
}
