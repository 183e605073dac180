using System.Text;
using MuseSpark.Provenance.Containers;

namespace MuseSpark.Provenance.Metadata;

/// <summary>XMP in WebP: the chunk "XMP ", announced by a flag of "VP8X", which a plain picture gets for it (WebP container specification).</summary>
internal static class WebpXmp
{
    private const byte XmpFlag = 0x04, AlphaFlag = 0x10;

    public static string? Read(ReadOnlySpan<byte> file) =>
        Chunk(file, RiffChunk.Xmp) is { } chunk ? Encoding.UTF8.GetString(chunk.DataIn(file)) : null;

    /// <exception cref="ContainerException">The picture is broken.</exception>
    public static byte[] Write(ReadOnlySpan<byte> file, string packet)
    {
        var end = WebpContainer.WholeEnd(file);
        var splice = new Splice(file);
        if (Chunk(file, RiffChunk.Vp8X) is { DataLength: >= 10 } extended)
        {
            splice.Replace(extended.DataStart, 1, [(byte)(file[extended.DataStart] | XmpFlag)]);
        }
        else
        {
            splice.Insert(WebpContainer.Head, RiffChunk.Write(RiffChunk.Vp8X, Extended(file)));
        }
        var xmp = RiffChunk.Write(RiffChunk.Xmp, Encoding.UTF8.GetBytes(packet));
        if (Chunk(file, RiffChunk.Xmp) is { } earlier)
        {
            splice.Replace(earlier.Start, Math.Min(earlier.End, end) - earlier.Start, xmp);
        }
        else
        {
            if ((end & 1) != 0) splice.Insert(end, [0]);
            splice.Insert(end, xmp);
        }
        var result = splice.ToArray();
        return WebpContainer.EndingAt(end + result.Length - file.Length, result);
    }

    /// <summary>The data of a VP8X for a plain picture: flags, 3 bytes reserved, width - 1 and height - 1 in 24 bits each.</summary>
    private static byte[] Extended(ReadOnlySpan<byte> file)
    {
        var (width, height, alpha) = Size(file);
        var (w, h) = (width - 1, height - 1);
        return
        [
            (byte)(XmpFlag | (alpha ? AlphaFlag : 0)), 0, 0, 0,
            (byte)w, (byte)(w >> 8), (byte)(w >> 16), (byte)h, (byte)(h >> 8), (byte)(h >> 16),
        ];
    }

    private static (int Width, int Height, bool Alpha) Size(ReadOnlySpan<byte> file)
    {
        // VP8 (RFC 6386 section 9.1): tag 3 bytes, start code 9D 01 2A, then 14 bits each.
        if (Chunk(file, RiffChunk.Vp8) is { } lossy && lossy.DataIn(file) is [_, _, _, 0x9D, 0x01, 0x2A, var w0, var w1, var h0, var h1, ..])
        {
            var (width, height) = ((w0 | w1 << 8) & 0x3FFF, (h0 | h1 << 8) & 0x3FFF);
            if (width > 0 && height > 0) return (width, height, false);
        }
        // VP8L (RFC 9649 section 3.4): signature 2F, then width - 1 and height - 1 in 14 bits each and whether alpha is used.
        if (Chunk(file, RiffChunk.Vp8L) is { } lossless && lossless.DataIn(file) is [0x2F, var b0, var b1, var b2, var b3, ..])
        {
            var bits = b0 | b1 << 8 | b2 << 16 | b3 << 24;
            return ((bits & 0x3FFF) + 1, ((bits >> 14) & 0x3FFF) + 1, (bits >> 28 & 1) != 0);
        }
        throw ContainerException.Broken("The WebP picture does not say how large it is.");
    }

    private static RiffChunk? Chunk(ReadOnlySpan<byte> file, uint type)
    {
        var chunks = new RiffChunks(file, WebpContainer.Head, WebpContainer.RiffEnd(file));
        while (chunks.MoveNext())
        {
            if (chunks.Current.Type == type) return chunks.Current;
        }
        return null;
    }
}
