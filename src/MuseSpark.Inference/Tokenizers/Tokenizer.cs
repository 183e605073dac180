using System.Text;
using System.Text.RegularExpressions;
using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Tokenizers;

/// <summary>Turns text into token ids and back, by the rules of a tokenizer.json: byte-level byte-pair encoding.</summary>
/// <remarks>Immutable and safe for concurrent calls.</remarks>
public sealed class Tokenizer
{
    private readonly IReadOnlyList<Func<string, string>> _normalizers;
    private readonly IReadOnlyList<PreTokenizer> _preTokenizers;
    private readonly BytePairEncoder _encoder;
    private readonly Dictionary<string, int> _ids;
    private readonly bool _wholeWordsFirst;
    private readonly int[] _byteIds;
    private readonly int[] _lastByteIds; // of a word's last byte, which some vocabularies mark
    private readonly byte[]?[] _bytes;
    private readonly HashSet<int> _special;
    private readonly AddedTokenFinder _all;
    private readonly AddedTokenFinder _ordinary;

    internal Tokenizer(
        Dictionary<string, int> ids, Dictionary<(int Left, int Right), (int Rank, int Id)> merges, bool wholeWordsFirst,
        IReadOnlyList<Func<string, string>> normalizers, IReadOnlyList<PreTokenizer> preTokenizers, IReadOnlyList<AddedToken> added,
        string? unknown, string wordEnd)
    {
        _ids = ids;
        _encoder = new BytePairEncoder(merges);
        _wholeWordsFirst = wholeWordsFirst;
        _normalizers = normalizers;
        _preTokenizers = preTokenizers;
        _special = [.. added.Where(t => t.Special).Select(t => t.Id)];
        _all = new AddedTokenFinder(added);
        _ordinary = new AddedTokenFinder(added.Where(t => !t.Special));
        // A byte that the vocabulary lacks becomes the unknown token, or nothing where there is none, as in the reference.
        var unknownId = unknown is null ? -1 : ids.GetValueOrDefault(unknown, -1);
        _byteIds = [.. Enumerable.Range(0, 256).Select(b => ids.GetValueOrDefault(ByteAlphabet.ToChar((byte)b).ToString(), unknownId))];
        _lastByteIds = [.. Enumerable.Range(0, 256).Select(b => ids.GetValueOrDefault(ByteAlphabet.ToChar((byte)b) + wordEnd, unknownId))];
        _bytes = new byte[ids.Values.Concat(added.Select(t => t.Id)).Max() + 1][];
        foreach (var (text, id) in ids)
            _bytes[id] = wordEnd.Length > 0 && text.EndsWith(wordEnd, StringComparison.Ordinal)
                ? [.. FromAlphabet(text[..^wordEnd.Length]), (byte)' ']
                : FromAlphabet(text);
        foreach (var token in added)
        {
            _ids[token.Text] = token.Id;
            _bytes[token.Id] = Encoding.UTF8.GetBytes(token.Text);
        }
    }

    /// <summary>One more than the highest id.</summary>
    public int VocabularySize => _bytes.Length;

    /// <exception cref="ModelException">The file is missing, damaged, too large, or of a kind not supported.</exception>
    public static Tokenizer Open(string path) => TokenizerReader.Read(path);

    /// <summary>Reads the vocab.json and merges.txt that picture models come with, which go by the rules of CLIP.</summary>
    /// <exception cref="ModelException">A file is missing, damaged or too large.</exception>
    public static Tokenizer OpenClip(string folder) => ClipVocabulary.Read(folder);

    /// <summary>The id of a token by its text, such as "&lt;|eos|&gt;", or null.</summary>
    public int? IdOf(string token) => _ids.TryGetValue(token, out var id) ? id : null;

    /// <summary>Whether the id is a control token, which decoding leaves out.</summary>
    public bool IsSpecial(int id) => _special.Contains(id);

    /// <summary>The UTF-8 bytes that the token stands for, often not whole characters; empty for an id without a token.</summary>
    public ReadOnlySpan<byte> BytesOf(int id) => (uint)id < (uint)_bytes.Length ? _bytes[id] : [];

    /// <summary>
    /// The token ids of a person's words: text that looks like a special token is text.
    /// Unpaired surrogates count as U+FFFD.
    /// </summary>
    /// <exception cref="ModelException">The tokenizer's own pattern takes for ever on this text.</exception>
    public List<int> Encode(string text) => Encode(text, _ordinary);

    /// <summary>The token ids of a template of our own, in which special tokens are written out.</summary>
    public List<int> EncodeTemplate(string text) => Encode(text, _all);

    /// <summary>The text of the ids, special tokens left out. Bytes that are no valid UTF-8 become U+FFFD.</summary>
    public string Decode(IEnumerable<int> ids)
    {
        var bytes = new MemoryStream();
        foreach (var id in ids)
            if (!IsSpecial(id)) bytes.Write(BytesOf(id));
        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    private List<int> Encode(string text, AddedTokenFinder finder)
    {
        var ids = new List<int>(text.Length / 3 + 1);
        try
        {
            finder.Cut(text, part => EncodePart(part, ids), token => ids.Add(token.Id));
        }
        catch (RegexMatchTimeoutException e)
        {
            throw new ModelException("This model's tokenizer can't cut up that text in reasonable time. Try a shorter or plainer text.", e);
        }
        return ids;
    }

    private void EncodePart(string text, List<int> output)
    {
        foreach (var normalize in _normalizers) text = normalize(text);
        List<string> words = [text];
        foreach (var rule in _preTokenizers) words = words.Count == 1 ? rule.Split(words[0]) : [.. words.SelectMany(rule.Split)];
        var symbols = new List<int>();
        foreach (var word in words)
        {
            var bytes = Encoding.UTF8.GetBytes(word);
            if (_wholeWordsFirst && _ids.TryGetValue(ToAlphabet(bytes), out var whole))
            {
                output.Add(whole);
                continue;
            }
            symbols.Clear();
            for (var i = 0; i < bytes.Length; i++)
            {
                var id = (i + 1 < bytes.Length ? _byteIds : _lastByteIds)[bytes[i]];
                if (id >= 0) symbols.Add(id);
            }
            _encoder.Encode(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(symbols), output);
        }
    }

    private static string ToAlphabet(byte[] bytes) =>
        string.Create(bytes.Length, bytes, static (chars, bytes) =>
        {
            for (var i = 0; i < bytes.Length; i++) chars[i] = ByteAlphabet.ToChar(bytes[i]);
        });

    /// <summary>The bytes a vocabulary entry is written for; an entry with other characters stands for its own text.</summary>
    private static byte[] FromAlphabet(string text)
    {
        var bytes = new byte[text.Length];
        for (var i = 0; i < text.Length; i++)
        {
            var b = ByteAlphabet.ToByte(text[i]);
            if (b < 0) return Encoding.UTF8.GetBytes(text);
            bytes[i] = (byte)b;
        }
        return bytes;
    }
}
