using System.Buffers;
using MuseSpark.Provenance.Containers;

namespace MuseSpark.Provenance.Metadata;

internal static class AnonymousPng
{
    // Critical chunks and what changes how they look (PNG specification, third edition, section 11): no text, no time, no palette names.
    private static readonly HashSet<uint> Kept =
    [
        PngChunk.IHDR, PngChunk.PLTE, PngChunk.IDAT, PngChunk.IEND,
        .. new[] { "tRNS", "cHRM", "gAMA", "iCCP", "sBIT", "sRGB", "cICP", "mDCV", "cLLI", "bKGD", "hIST", "pHYs", "acTL", "fcTL", "fdAT" }
            .Select(PngChunk.TypeOf),
    ];

    public static byte[] Of(ReadOnlySpan<byte> file)
    {
        _ = PngContainer.AfterHeader(file);
        var result = new ArrayBufferWriter<byte>(file.Length);
        result.Write(PngChunks.Signature);
        var chunks = new PngChunks(file);
        while (chunks.MoveNext())
        {
            var chunk = chunks.Current;
            if (Kept.Contains(chunk.Type))
            {
                result.Write(file.Slice(chunk.Start, chunk.Length));
            }
            else if (chunk.Type == PngChunk.EXIf && ExifOrientation.Read(chunk.DataIn(file)) is > 1 and var orientation)
            {
                result.Write(PngChunk.Write(PngChunk.EXIf, ExifOrientation.Write(orientation)));
            }
            else if (chunk.IsCritical)
            {
                throw ContainerException.Broken("The PNG picture needs an extension that is not known here.");
            }
        }
        return result.WrittenSpan.ToArray();
    }
}
