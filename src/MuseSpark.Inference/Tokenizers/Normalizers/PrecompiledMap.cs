// SentencePiece's precompiled_charsmap (https://github.com/google/sentencepiece, normalizer.cc): a Darts double-array trie, then its texts.
using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace MuseSpark.Inference.Tokenizers.Normalizers;

/// <summary>A map from short texts to others, such as full-width letters to plain ones, as SentencePiece stores it.</summary>
/// <remarks>Layout: uint32 n; n bytes of uint32 trie units; the values, UTF-8, each ended by a zero byte. All little-endian.</remarks>
internal sealed class PrecompiledMap
{
    // Longer clusters are looked up character by character, as in the original.
    private const int MaxClusterBytes = 5;

    private readonly uint[] _units;
    private readonly byte[] _values;

    public PrecompiledMap(string base64)
    {
        var bytes = new byte[base64.Length];
        if (!Convert.TryFromBase64String(base64, bytes, out var length) || length < 4) throw new JsonException("precompiled_charsmap is not base64.");
        var size = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        if (size % 4 != 0 || size > length - 4) throw new JsonException("precompiled_charsmap is cut off.");
        _units = new uint[size / 4];
        for (var i = 0; i < _units.Length; i++) _units[i] = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(4 + i * 4));
        _values = bytes[(4 + (int)size)..length];
    }

    /// <param name="most">Most characters that may come of it: a value may be as long as the file.</param>
    public string Normalize(string text, int most = int.MaxValue)
    {
        var result = new StringBuilder(text.Length);
        for (var start = 0; start < text.Length;)
        {
            var cluster = text.AsSpan(start, StringInfo.GetNextTextElementLength(text, start));
            start += cluster.Length;
            if (Encoding.UTF8.GetByteCount(cluster) <= MaxClusterBytes && Find(cluster) is { } whole)
            {
                Append(whole);
                continue;
            }
            foreach (var rune in cluster.EnumerateRunes()) Append(Find(rune.ToString()) ?? rune.ToString());
        }
        return result.ToString();

        void Append(string value)
        {
            if (result.Length + (long)value.Length > most) throw TextSteps.TooLong();
            result.Append(value);
        }
    }

    /// <summary>The value of the shortest key that the text begins with: SentencePiece would take the longest, the format's users the first.</summary>
    private string? Find(ReadOnlySpan<char> text)
    {
        Span<byte> key = stackalloc byte[Encoding.UTF8.GetMaxByteCount(text.Length)];
        key = key[..Encoding.UTF8.GetBytes(text, key)];
        if (_units.Length == 0) return null;
        var node = Offset(_units[0]);
        foreach (var b in key)
        {
            node ^= b;
            if (b == 0 || node >= _units.Length) return null;
            var unit = _units[node];
            if ((unit & 0x800000FF) != b) return null;
            node ^= Offset(unit);
            if ((unit >> 8 & 1) != 0) return node < _units.Length ? ValueAt(_units[node] & 0x7FFFFFFF) : null;
        }
        return null;
    }

    private static uint Offset(uint unit) => unit >> 10 << (int)((unit & 1u << 9) >> 6);

    private string? ValueAt(uint start)
    {
        if (start >= _values.Length) return null;
        var value = _values.AsSpan((int)start);
        var end = value.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? value : value[..end]);
    }
}
