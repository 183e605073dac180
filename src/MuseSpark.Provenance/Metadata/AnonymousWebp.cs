using System.Buffers;
using MuseSpark.Provenance.Containers;

namespace MuseSpark.Provenance.Metadata;

internal static class AnonymousWebp
{
    private const byte ExifFlag = 0x08, XmpFlag = 0x04;

    // A frame's position, size, duration and flags, before the chunks that code it.
    private const int FrameHead = 16;

    public static byte[] Of(ReadOnlySpan<byte> file)
    {
        var end = WebpContainer.WholeEnd(file);
        var result = new ArrayBufferWriter<byte>(file.Length);
        result.Write(file[..WebpContainer.Head]);
        var orientation = 1;
        var chunks = new RiffChunks(file, WebpContainer.Head, end);
        while (chunks.MoveNext())
        {
            if (chunks.Current.Type == RiffChunk.Exif) orientation = Orientation(chunks.Current.DataIn(file));
        }

        chunks = new RiffChunks(file, WebpContainer.Head, end);
        while (chunks.MoveNext())
        {
            var data = chunks.Current.DataIn(file);
            switch (chunks.Current.Type)
            {
                case RiffChunk.Vp8X when data.Length >= 10:
                    var flags = data[0] & ~(XmpFlag | ExifFlag) | (orientation > 1 ? ExifFlag : 0);
                    result.Write(RiffChunk.Write(RiffChunk.Vp8X, [(byte)flags, .. data[1..]]));
                    break;
                case RiffChunk.Anmf when data.Length >= FrameHead:
                    result.Write(RiffChunk.Write(RiffChunk.Anmf, Frame(data)));
                    break;
                case RiffChunk.Vp8 or RiffChunk.Vp8L or RiffChunk.Alph or RiffChunk.Anim or RiffChunk.Iccp:
                    result.Write(RiffChunk.Write(chunks.Current.Type, data));
                    break;
            }
        }
        if (orientation > 1) result.Write(RiffChunk.Write(RiffChunk.Exif, ExifOrientation.Write(orientation)));
        return WebpContainer.EndingAt(result.WrittenCount, result.WrittenSpan.ToArray());
    }

    /// <summary>A frame of an animation with the chunks that code it and no other.</summary>
    private static byte[] Frame(ReadOnlySpan<byte> frame)
    {
        var result = new ArrayBufferWriter<byte>(frame.Length);
        result.Write(frame[..FrameHead]);
        var chunks = new RiffChunks(frame, FrameHead, frame.Length);
        while (chunks.MoveNext())
        {
            if (chunks.Current.Type is RiffChunk.Vp8 or RiffChunk.Vp8L or RiffChunk.Alph)
                result.Write(RiffChunk.Write(chunks.Current.Type, chunks.Current.DataIn(frame)));
        }
        return result.WrittenSpan.ToArray();
    }

    /// <summary>Some writers put JPEG's prefix before the TIFF block.</summary>
    private static int Orientation(ReadOnlySpan<byte> exif) =>
        ExifOrientation.Read(exif.StartsWith("Exif\0\0"u8) ? exif[6..] : exif);
}
