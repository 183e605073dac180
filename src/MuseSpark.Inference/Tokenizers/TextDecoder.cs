using System.Text;

namespace MuseSpark.Inference.Tokenizers;

/// <summary>Turns a stream of tokens into a stream of whole characters; bytes of half a character wait for the rest.</summary>
/// <remarks>For one stream, from one thread at a time. Allocates nothing once it has grown to the longest token.</remarks>
public sealed class TextDecoder(Tokenizer tokenizer)
{
    // The framework's decoder carries over incomplete sequences and replaces invalid ones by U+FFFD.
    private readonly Decoder _utf8 = Encoding.UTF8.GetDecoder();
    private char[] _chars = new char[64];
    private bool _started;

    /// <summary>The characters completed by the token, valid until the next call; none for a special token.</summary>
    public ReadOnlySpan<char> Add(int id)
    {
        if (tokenizer.IsSpecial(id)) return [];
        var bytes = _started ? tokenizer.BytesOf(id) : tokenizer.FirstBytesOf(id);
        _started = true;
        var most = Encoding.UTF8.GetMaxCharCount(bytes.Length);
        if (_chars.Length < most) _chars = new char[most];
        return _chars.AsSpan(0, _utf8.GetChars(bytes, _chars, flush: false));
    }
}
