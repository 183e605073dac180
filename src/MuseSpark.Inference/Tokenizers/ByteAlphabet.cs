using System.Text;

namespace MuseSpark.Inference.Tokenizers;

/// <summary>
/// GPT-2's one-to-one map from bytes to printable characters, in which byte-level vocabularies are written
/// (Radford et al. 2019): printable Latin-1 bytes stand for themselves, the other 68 for U+0100, U+0101, ...
/// </summary>
internal static class ByteAlphabet
{
    private static readonly char[] Chars = BuildChars();
    private static readonly short[] Bytes = BuildBytes();

    /// <summary>The UTF-8 bytes of a text, one character each.</summary>
    public static string Write(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return string.Create(bytes.Length, bytes, static (chars, bytes) =>
        {
            for (var i = 0; i < bytes.Length; i++) chars[i] = Chars[bytes[i]];
        });
    }

    /// <summary>The bytes that a vocabulary entry is written for; an entry with other characters stands for its own text.</summary>
    public static byte[] Read(string text)
    {
        var bytes = new byte[text.Length];
        for (var i = 0; i < text.Length; i++)
        {
            // A space stands behind the last token of CLIP's words.
            var b = text[i] == ' ' ? ' ' : text[i] < Bytes.Length ? Bytes[text[i]] : -1;
            if (b < 0) return Encoding.UTF8.GetBytes(text);
            bytes[i] = (byte)b;
        }
        return bytes;
    }

    private static char[] BuildChars()
    {
        var chars = new char[256];
        var next = 256;
        for (var b = 0; b < 256; b++)
            chars[b] = (char)(b is >= '!' and <= '~' or >= 0xA1 and <= 0xAC or >= 0xAE and <= 0xFF ? b : next++);
        return chars;
    }

    private static short[] BuildBytes()
    {
        var bytes = new short[256 + 68];
        Array.Fill(bytes, (short)-1);
        for (var b = 0; b < 256; b++) bytes[Chars[b]] = (short)b;
        return bytes;
    }
}
