using System.Buffers;
using System.IO.Compression;
using System.Text;
using MuseSpark.Provenance.Containers;

namespace MuseSpark.Provenance.Metadata;

/// <summary>Text chunks of a PNG: tEXt in Latin-1, zTXt the same compressed, iTXt in UTF-8 (PNG specification, section 11.3.3).</summary>
internal static class PngText
{
    /// <summary>Bytes of one text after decompression; a longer one is not read.</summary>
    public const int MaxLength = 4 << 20;

    private static readonly SearchValues<char> Unwritable = SearchValues.Create("\0");

    /// <summary>The first text with this keyword, or null.</summary>
    public static string? Read(ReadOnlySpan<byte> file, string keyword)
    {
        var chunks = new PngChunks(file);
        while (chunks.MoveNext())
        {
            if (IsText(file, chunks.Current, keyword)) return TextOf(chunks.Current.Type, chunks.Current.DataIn(file)[(keyword.Length + 1)..]);
        }
        return null;
    }

    /// <summary>The file with one text for this keyword, after IHDR; earlier ones are replaced.</summary>
    /// <exception cref="ArgumentException">The text holds a zero, which the chunks cannot.</exception>
    /// <exception cref="ContainerException">The PNG is broken.</exception>
    public static byte[] Write(ReadOnlySpan<byte> file, string keyword, string text, bool latin1)
    {
        if (text.AsSpan().ContainsAny(Unwritable)) throw new ArgumentException("A PNG text can't hold the character zero.", nameof(text));
        var name = Encoding.Latin1.GetBytes(keyword);
        var chunk = latin1
            ? PngChunk.Write(PngChunk.TEXt, [.. name, 0, .. Encoding.Latin1.GetBytes(text)])
            // Not compressed, compression method 0, no language, no translated keyword.
            : PngChunk.Write(PngChunk.ITXt, [.. name, 0, 0, 0, 0, 0, .. Encoding.UTF8.GetBytes(text)]);

        var splice = new Splice(file);
        splice.Insert(PngContainer.AfterHeader(file), chunk);
        var chunks = new PngChunks(file);
        while (chunks.MoveNext())
        {
            if (IsText(file, chunks.Current, keyword)) splice.Cut(chunks.Current.Start, chunks.Current.Length);
        }
        return splice.ToArray();
    }

    private static bool IsText(ReadOnlySpan<byte> file, PngChunk chunk, string keyword)
    {
        if (chunk.Type is not (PngChunk.TEXt or PngChunk.ZTXt or PngChunk.ITXt)) return false;
        var data = chunk.DataIn(file);
        return data.Length > keyword.Length && data[keyword.Length] == 0 && Ascii.Equals(data[..keyword.Length], keyword);
    }

    private static string? TextOf(uint type, ReadOnlySpan<byte> data)
    {
        if (type == PngChunk.TEXt) return Encoding.Latin1.GetString(data);
        if (type == PngChunk.ZTXt) return data.Length < 1 ? null : Inflate(data[1..]) is { } latin ? Encoding.Latin1.GetString(latin) : null;

        // iTXt: compressed flag, method, language, zero, translated keyword, zero, text.
        if (data.Length < 2) return null;
        var compressed = data[0] != 0;
        var rest = data[2..];
        for (var field = 0; field < 2; field++)
        {
            var end = rest.IndexOf((byte)0);
            if (end < 0) return null;
            rest = rest[(end + 1)..];
        }
        if (!compressed) return Encoding.UTF8.GetString(rest);
        return Inflate(rest) is { } text ? Encoding.UTF8.GetString(text) : null;
    }

    private static byte[]? Inflate(ReadOnlySpan<byte> zlib)
    {
        try
        {
            using var stream = new ZLibStream(new MemoryStream(zlib.ToArray()), CompressionMode.Decompress);
            using var text = new MemoryStream();
            var buffer = new byte[16 << 10];
            while (stream.Read(buffer) is > 0 and var read)
            {
                if (text.Length + read > MaxLength) return null;
                text.Write(buffer, 0, read);
            }
            return text.ToArray();
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}
