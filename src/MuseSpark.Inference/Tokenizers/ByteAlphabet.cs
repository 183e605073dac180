namespace MuseSpark.Inference.Tokenizers;

/// <summary>
/// GPT-2's one-to-one map from bytes to printable characters, in which byte-level vocabularies are written
/// (Radford et al. 2019): printable Latin-1 bytes stand for themselves, the other 68 for U+0100, U+0101, ...
/// </summary>
internal static class ByteAlphabet
{
    private static readonly char[] Chars = BuildChars();
    private static readonly short[] Bytes = BuildBytes();

    public static char ToChar(byte value) => Chars[value];

    /// <returns>The byte, or -1 for a character outside the alphabet.</returns>
    public static int ToByte(char value) => value < Bytes.Length ? Bytes[value] : -1;

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
