using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using MuseSpark.Provenance.Containers;

namespace MuseSpark.Provenance.Tests.Containers;

/// <summary>One small file of each kind, without a store. Pictures given as Base64 were made with ImageMagick 6.9.11 (convert -size 9x7 gradient:red-blue).</summary>
internal static class Samples
{
    public static readonly byte[] DeepInterlacedPng = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAkAAAAHEAIAAAFybhziAAAAXElEQVQY032QwQ3AMAgDz1KnyTxln8xD5sk86aORQttQ/7CNjdAYLNyDzMA98CjaHrrcwYwE"
        + "WrFbOZOO1vaxqZA2qRsUf1tJj5qmCtQPPV+kdK006CcDEPrtCZ4Luqsh/j5Ps4UAAAAASUVORK5CYII=");

    public static readonly byte[] PalettePng = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAkAAAAHAgMAAACn9Y/zAAAACVBMVEXRAC6AAIArANRZ0uNUAAAAG0lEQVQI12NggAIWBweG0FAHhllpDQyrVoExADQXBpe4"
        + "glqUAAAAAElFTkSuQmCC");

    public static readonly byte[] ProgressiveJpeg = Convert.FromBase64String(
        "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAoHBwgHBgoICAgLCgoLDhgQDg0NDh0VFhEYIx8lJCIfIiEmKzcvJik0KSEiMEExNDk7Pj4+JS5ESUM8SDc9Pjv/"
        + "2wBDAQoLCw4NDhwQEBw7KCIoOzs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozv/wgARCAAMABADASIAAhEBAxEB/8QA"
        + "FgABAQEAAAAAAAAAAAAAAAAAAAQF/8QAFQEBAQAAAAAAAAAAAAAAAAAABAX/2gAMAwEAAhADEAAAAcRGsO//xAAWEAEBAQAAAAAAAAAAAAAAAAAAERL/2gAI"
        + "AQEAAQUC00qv/8QAFhEAAwAAAAAAAAAAAAAAAAAAAAIV/9oACAEDAQE/AaLn/8QAFhEAAwAAAAAAAAAAAAAAAAAAAAIV/9oACAECAQE/AZaH/8QAFBABAAAA"
        + "AAAAAAAAAAAAAAAAIP/aAAgBAQAGPwIf/8QAFhABAQEAAAAAAAAAAAAAAAAAABEQ/9oACAEBAAE/Ic6U/9oADAMBAAIAAwAAABD/AP/EABQRAQAAAAAAAAAA"
        + "AAAAAAAAAAD/2gAIAQMBAT8QX//EABURAQEAAAAAAAAAAAAAAAAAAABx/9oACAECAQE/EIv/xAAWEAEBAQAAAAAAAAAAAAAAAAAAYXH/2gAIAQEAAT8Q22oo"
        + "/9k=");

    /// <summary>Begins with Adobe's APP14 and not with JFIF.</summary>
    public static readonly byte[] CmykJpeg = Convert.FromBase64String(
        "/9j/7gAOQWRvYmUAZAAAAAAC/9sAQwAKBwcIBwYKCAgICwoKCw4YEA4NDQ4dFRYRGCMfJSQiHyIhJis3LyYpNCkhIjBBMTQ5Oz4+PiUuRElDPEg3PT47/9sA"
        + "QwEKCwsODQ4cEBAcOygiKDs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7/8AAFAgADAAQBAEiAAIRAQMRAQQiAP/E"
        + "ABUAAQEAAAAAAAAAAAAAAAAAAAAG/8QAHhAAAQMEAwAAAAAAAAAAAAAAAAMEUwITFJEVFlL/xAAUAQEAAAAAAAAAAAAAAAAAAAAG/8QAGREAAgMBAAAAAAAA"
        + "AAAAAAAAABYCBFFS/9oADgQBAAIRAxEEAAA/AKG4tFVoXFoqtFRjJeRjJeQI0XtC6pDsru1vY1NDtb2NTRVcOyiHDsoj/9k=");

    public static readonly byte[] LossyWebp = Convert.FromBase64String(
        "UklGRk4AAABXRUJQVlA4IEIAAABwAQCdASoQAAwAA4BaJbACdAFAAAD+8Fdv+a7wfC14vNV4VRNySgeyCT0B//ihdD9OU0//Jb2wH/HC1Y7VmXQAAAA=");

    public static readonly byte[] LosslessWebp = Convert.FromBase64String(
        "UklGRlQAAABXRUJQVlA4TEgAAAAvCIABAE8AEIT/bRMCAcL/HzsEssmuk79f898D3CiAmTGwiiSpDm/4xQJYQQMSYiEWIiHSZyL6H1ONa0M6anmuthfo/ycj"
        + "AAA=");

    public static readonly byte[] AnimatedPng = MakeAnimatedPng();

    public static readonly byte[] AnimatedWebp = MakeAnimatedWebp();

    /// <summary>A picture that carries another format after its end.</summary>
    public static readonly byte[] Polyglot = [.. PalettePng, .. "PK\x03\x04<html>"u8];

    public static readonly byte[] Page = Encoding.UTF8.GetBytes(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>A </head> in a title</title>\n</head>\n<body>Ende gut, alles gut: ä</body></html>\n");

    public static readonly byte[] Story = Encoding.UTF8.GetBytes("Once upon a time ☀️ there was a café.\n漢字 مرحبا\n");

    public static readonly byte[] Epub = MakeEpub();

    public static readonly byte[] Sidecar = Store(100);

    /// <summary>Each file with the container that must know it.</summary>
    public static IReadOnlyDictionary<string, (IContainer Container, byte[] Bare)> All { get; } = new Dictionary<string, (IContainer, byte[])>
    {
        ["16-bit interlaced png"] = (new PngContainer(), DeepInterlacedPng),
        ["palette png"] = (new PngContainer(), PalettePng),
        ["animated png"] = (new PngContainer(), AnimatedPng),
        ["png with a tail"] = (new PngContainer(), Polyglot),
        ["progressive jpeg"] = (new JpegContainer(), ProgressiveJpeg),
        ["cmyk jpeg"] = (new JpegContainer(), CmykJpeg),
        ["jpeg with a tail"] = (new JpegContainer(), [.. ProgressiveJpeg, .. CmykJpeg]),
        ["lossy webp"] = (new WebpContainer(), LossyWebp),
        ["lossless webp"] = (new WebpContainer(), LosslessWebp),
        ["animated webp"] = (new WebpContainer(), AnimatedWebp),
        ["webp with a tail"] = (new WebpContainer(), [.. LossyWebp, 1, 2, 3]),
        ["html"] = (new HtmlContainer(), Page),
        ["text"] = (new TextContainer(), Story),
        ["epub"] = (new ZipContainer(), Epub),
    };

    public static IReadOnlyList<string> Pictures { get; } =
        [.. All.Where(sample => sample.Value.Container is PngContainer or JpegContainer or WebpContainer).Select(sample => sample.Key)];

    public static TheoryData<string> Names => [.. All.Keys];

    /// <summary>Bytes that begin as a manifest store does and go on with every value.</summary>
    public static byte[] Store(int length, byte salt = 0)
    {
        var store = new byte[length];
        for (var i = 0; i < length; i++) store[i] = (byte)(i * 7 + i / 256 + salt);
        byte[] head = [0, 0, 0, 0, .. "jumb"u8, 0, 0, 0, 30, .. "jumdc2pa"u8];
        BinaryPrimitives.WriteInt32BigEndian(head, length);
        head.AsSpan(0, Math.Min(head.Length, length)).CopyTo(store);
        return store;
    }

    public static byte[] Chunk(string type, params ReadOnlySpan<byte> data) => PngChunk.Write(PngChunk.TypeOf(type), data);

    private static byte[] MakeAnimatedPng()
    {
        byte[] pixels = [.. Zlib([0, 10, 0, 200])];
        return
        [
            .. PngChunks.Signature,
            .. Chunk("IHDR", 0, 0, 0, 1, 0, 0, 0, 2, 8, 0, 0, 0, 0),
            .. Chunk("acTL", 0, 0, 0, 2, 0, 0, 0, 0),
            .. Frame(0),
            .. Chunk("IDAT", pixels),
            .. Frame(1),
            .. Chunk("fdAT", [0, 0, 0, 2, .. pixels]),
            .. Chunk("IEND"),
        ];
        static byte[] Frame(byte number) =>
            Chunk("fcTL", 0, 0, 0, number, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 10, 0, 0);
    }

    private static byte[] Zlib(byte[] data)
    {
        using var result = new MemoryStream();
        using (var zlib = new ZLibStream(result, CompressionLevel.Optimal)) zlib.Write(data);
        return result.ToArray();
    }

    private static byte[] MakeAnimatedWebp()
    {
        var picture = LosslessWebp.AsSpan(12);
        byte[] frame = [0, 0, 0, 0, 0, 0, 8, 0, 0, 6, 0, 0, 100, 0, 0, 0, .. picture];
        byte[] file =
        [
            .. "RIFF"u8, 0, 0, 0, 0, .. "WEBP"u8,
            .. RiffChunk.Write(RiffChunk.Vp8X, [0x02, 0, 0, 0, 8, 0, 0, 6, 0, 0]),
            .. RiffChunk.Write(RiffChunk.Anim, [0, 0, 0, 0, 0, 0]),
            .. RiffChunk.Write(RiffChunk.Anmf, frame),
            .. RiffChunk.Write(RiffChunk.Anmf, frame),
        ];
        return WebpContainer.EndingAt(file.Length, file);
    }

    private static byte[] MakeEpub()
    {
        using var file = new MemoryStream();
        using (var archive = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add("mimetype", "application/epub+zip", CompressionLevel.NoCompression);
            Add("META-INF/container.xml", "<container/>", CompressionLevel.Optimal);
            Add("text/chapter-1.xhtml", string.Concat(Enumerable.Repeat("It was a dark and stormy night. ", 50)), CompressionLevel.Optimal);

            void Add(string name, string text, CompressionLevel level)
            {
                var entry = archive.CreateEntry(name, level);
                entry.LastWriteTime = new DateTimeOffset(2026, 1, 2, 3, 4, 6, TimeSpan.Zero);
                using var content = entry.Open();
                content.Write(Encoding.UTF8.GetBytes(text));
            }
        }
        return file.ToArray();
    }
}
