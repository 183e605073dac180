// Sennrich, Haddow and Birch 2016, "Neural Machine Translation of Rare Words with Subword Units", https://arxiv.org/abs/1508.07909.
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace MuseSpark.Inference.Tokenizers.Algorithms;

/// <summary>Byte-pair encoding over the code points of a word; over bytes where a ByteLevel step has written them as characters.</summary>
internal sealed class BytePairModel : IWordEncoder
{
    private readonly Dictionary<string, int> _ids;
    private readonly HashSet<int> _control;
    private readonly BytePairMerger _merger;
    private readonly bool _wholeWordsFirst, _fuseUnknown;
    private readonly int _unknown; // or -1
    private readonly string _wordEnd; // a mark on the last code point of a word, or ""
    private readonly Dictionary<int, int> _points = []; // code point to id
    private readonly int[]? _bytes; // byte to id, for code points that the vocabulary lacks

    public BytePairModel(
        Dictionary<string, int> ids, HashSet<int> control, BytePairMerger merger, bool wholeWordsFirst, bool byteFallback, bool fuseUnknown,
        string? unknown, string wordEnd)
    {
        (_ids, _control, _merger, _wholeWordsFirst, _fuseUnknown, _wordEnd) = (ids, control, merger, wholeWordsFirst, fuseUnknown, wordEnd);
        _unknown = unknown is null ? -1 : ids.GetValueOrDefault(unknown, -1);
        foreach (var (text, id) in ids)
            if (Rune.DecodeFromUtf16(text, out var rune, out var used) == System.Buffers.OperationStatus.Done && used == text.Length)
                _points[rune.Value] = id;
        if (byteFallback) _bytes = [.. Enumerable.Range(0, 256).Select(b => ids.GetValueOrDefault(ByteName(b), -1))];
    }

    /// <summary>How vocabularies write a token that is a byte: "&lt;0x0A&gt;".</summary>
    public static string ByteName(int value) => string.Create(CultureInfo.InvariantCulture, $"<0x{value:X2}>");

    public void Encode(string word, List<int> output)
    {
        if (_wholeWordsFirst && _ids.TryGetValue(word, out var whole) && !_control.Contains(whole))
        {
            output.Add(whole);
            return;
        }
        var symbols = new List<int>(word.Length);
        var rest = word.Length;
        foreach (var rune in word.EnumerateRunes())
        {
            rest -= rune.Utf16SequenceLength;
            if (rest == 0 && _wordEnd.Length > 0 ? _ids.TryGetValue(rune + _wordEnd, out var id) : _points.TryGetValue(rune.Value, out id)) symbols.Add(id);
            else if (!AddBytes(rune, symbols) && _unknown >= 0 && !(_fuseUnknown && symbols is [.., var last] && last == _unknown)) symbols.Add(_unknown);
        }
        _merger.Merge(CollectionsMarshal.AsSpan(symbols), output);
    }

    private bool AddBytes(Rune rune, List<int> symbols)
    {
        if (_bytes is null) return false;
        Span<byte> utf8 = stackalloc byte[4];
        utf8 = utf8[..rune.EncodeToUtf8(utf8)];
        foreach (var b in utf8)
            if (_bytes[b] < 0) return false;
        foreach (var b in utf8) symbols.Add(_bytes[b]);
        return true;
    }
}
