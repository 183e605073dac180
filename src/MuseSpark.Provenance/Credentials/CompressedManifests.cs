using System.IO.Compression;
using MuseSpark.Provenance.Jumbf;

namespace MuseSpark.Provenance.Credentials;

/// <summary>Unpacks manifests that were compressed with Brotli (C2PA 11.2.4), all of them together within a limit.</summary>
/// <param name="limit">bytes after unpacking</param>
internal sealed class CompressedManifests(int limit)
{
    private int left = limit, boxesLeft = 50_000;

    /// <summary>The boxes, with what is in each compressed one in its place; one that can't be unpacked stays as it is.</summary>
    public IEnumerable<Superbox> Unpack(IEnumerable<Superbox> boxes) =>
        boxes.Select(box => box.Type == BoxTypes.CompressedManifest && box.Data("brob") is { } packed && Unpack(packed) is { } inside && inside.Label == box.Label
            ? inside
            : box);

    private Superbox? Unpack(ReadOnlyMemory<byte> packed)
    {
        using var brotli = new BrotliStream(new MemoryStream(packed.ToArray()), CompressionMode.Decompress);
        using var unpacked = new MemoryStream();
        var buffer = new byte[16 * 1024];
        try
        {
            for (int count; (count = brotli.Read(buffer)) > 0; left -= count)
            {
                if (count > left) return null;
                unpacked.Write(buffer.AsSpan(0, count));
            }
        }
        catch (Exception e) when (e is InvalidDataException or InvalidOperationException)
        {
            return null;
        }
        return JumbfReader.Read(unpacked.ToArray(), ref boxesLeft, out _);
    }
}
