using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Tokenizers.Algorithms;
using MuseSpark.Inference.Tokenizers.Decoders;
using MuseSpark.Inference.Tokenizers.PreTokenizers;

namespace MuseSpark.Inference.Tokenizers;

/// <summary>Turns text into token ids and back, by the rules of a tokenizer.json.</summary>
/// <remarks>Immutable and safe for concurrent calls.</remarks>
public sealed class Tokenizer
{
    // What the normaliser may make of all added tokens together, in characters and time.
    private const int MaxNormalized = 4 << 20;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Func<string, string> _normalize;
    private readonly IReadOnlyList<PreTokenizerStep> _steps;
    private readonly IWordEncoder _encoder;
    private readonly Dictionary<string, int> _ids;
    private readonly byte[]?[] _bytes;
    private readonly int _spacesInFront;
    private readonly HashSet<int> _special, _control;
    private readonly AddedTokenFinder _raw;
    private readonly AddedTokenFinder _normalized;

    internal Tokenizer(
        Dictionary<string, int> ids, IReadOnlyList<AddedToken> added, Func<string, string> normalize, bool hasNormalizer,
        IReadOnlyList<PreTokenizerStep> steps, IWordEncoder encoder, TokenDecoder decoder, JsonElement postProcessor)
    {
        (_ids, _normalize, _steps, _encoder, _spacesInFront) = (ids, normalize, steps, encoder, decoder.SpacesInFront);
        _special = [.. added.Where(t => t.Special).Select(t => t.Id)];
        _control = [.. added.Where(t => t.Control).Select(t => t.Id)];
        // Control tokens are looked for before anything moves a character, so that it is still known what is whose.
        var later = added.Where(t => t.Normalized && hasNormalizer && !t.Control).ToList();
        _raw = new AddedTokenFinder(added.Except(later));
        _normalized = new AddedTokenFinder(Normalized(later, normalize));
        _bytes = new byte[ids.Values.Concat(added.Select(t => t.Id)).Max() + 1][];
        foreach (var (text, id) in ids) _bytes[id] = decoder.BytesOf(text, added: false);
        foreach (var token in added)
        {
            _ids[token.Text] = token.Id;
            _bytes[token.Id] = decoder.BytesOf(token.Text, added: true);
        }
        Frame = PostProcessor.Read(postProcessor, IdOf);
    }

    /// <summary>One more than the highest id.</summary>
    public int VocabularySize => _bytes.Length;

    /// <summary>The special tokens that the file puts around a text; <see cref="Encode(string)"/> leaves them to the caller.</summary>
    internal PostProcessor Frame { get; }

    /// <exception cref="ModelException">The file is missing, damaged, too large, or of a kind not supported.</exception>
    public static Tokenizer Open(string path) => TokenizerReader.Read(path);

    /// <summary>Reads the vocab.json and merges.txt that picture models come with, which go by the rules of CLIP.</summary>
    /// <exception cref="ModelException">A file is missing, damaged or too large.</exception>
    public static Tokenizer OpenClip(string folder) => ClipVocabulary.Read(folder);

    /// <summary>The id of a token by its text, such as "&lt;|eos|&gt;", or null.</summary>
    public int? IdOf(string token) => _ids.TryGetValue(token, out var id) ? id : null;

    /// <summary>Whether the id is a special token, which decoding leaves out.</summary>
    public bool IsSpecial(int id) => _special.Contains(id);

    /// <summary>Whether the token steers the model, so that it never comes of a person's words.</summary>
    internal bool IsControl(int id) => _control.Contains(id);

    /// <summary>The UTF-8 bytes that the token stands for inside a text, often not whole characters; empty for an id without a token.</summary>
    public ReadOnlySpan<byte> BytesOf(int id) => (uint)id < (uint)_bytes.Length ? _bytes[id] : [];

    /// <summary>The bytes of the token where a text begins with it: some vocabularies put a space there that nobody wrote.</summary>
    public ReadOnlySpan<byte> FirstBytesOf(int id)
    {
        var bytes = BytesOf(id);
        for (var i = 0; i < _spacesInFront && bytes is [(byte)' ', ..]; i++) bytes = bytes[1..];
        return bytes;
    }

    /// <summary>Whether the second of two tokens goes on with a word that the first is in the middle of: a small letter after a letter. Never where a script has no small letters, or a letter is cut in two.</summary>
    internal bool GoesOn(int before, int next)
    {
        _ = Rune.DecodeLastFromUtf8(BytesOf(before), out var last, out _);
        _ = Rune.DecodeFromUtf8(BytesOf(next), out var first, out _);
        return Rune.IsLower(first) && Rune.IsLetter(last);
    }

    /// <summary>
    /// The token ids of a person's words: text that looks like a control token is text.
    /// Unpaired surrogates count as U+FFFD.
    /// </summary>
    /// <exception cref="ModelException">The tokenizer's own rules take for ever on this text, or make it many times as long.</exception>
    public List<int> Encode(string text) => Encode(MarkedText.Words(text));

    /// <summary>The token ids of a template of our own, in which control tokens are written out.</summary>
    public List<int> EncodeTemplate(string text) => Encode(MarkedText.Trusted(text));

    /// <summary>The token ids of a template with somebody's words in it.</summary>
    internal List<int> Encode(MarkedText text)
    {
        var ids = new List<int>(text.Length / 3 + 1);
        var isFirst = true;
        try
        {
            _raw.Cut(text, part => EncodePart(part, isFirst && Taken(), ids), token =>
            {
                isFirst = false;
                ids.Add(token.Id);
            });
        }
        catch (RegexMatchTimeoutException e)
        {
            throw new ModelException("This model's tokenizer can't cut up that text in reasonable time. Try a shorter or plainer text.", e);
        }
        return ids;

        bool Taken() => !(isFirst = false);
    }

    /// <summary>The text of the ids, special tokens left out. Bytes that are no valid UTF-8 become U+FFFD.</summary>
    public string Decode(IEnumerable<int> ids)
    {
        var bytes = new MemoryStream();
        var isFirst = true;
        foreach (var id in ids.Where(id => !IsSpecial(id)))
        {
            bytes.Write(isFirst ? FirstBytesOf(id) : BytesOf(id));
            isFirst = false;
        }
        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    private static IEnumerable<AddedToken> Normalized(IEnumerable<AddedToken> tokens, Func<string, string> normalize)
    {
        var (started, length) = (Stopwatch.GetTimestamp(), 0L);
        foreach (var token in tokens)
        {
            var text = normalize(token.Text);
            if ((length += text.Length) > MaxNormalized) throw TextSteps.TooLong();
            if (Stopwatch.GetElapsedTime(started) > Patience) throw new RegexMatchTimeoutException();
            yield return token with { Text = text };
        }
    }

    private void EncodePart(string text, bool isFirst, List<int> ids) => _normalized.Cut(MarkedText.Trusted(_normalize(text)), part =>
    {
        List<string> words = [part];
        foreach (var step in _steps)
        {
            words = words.Count == 1 ? step(words[0], isFirst) : [.. words.SelectMany(word => step(word, isFirst))];
            if (words.Sum(word => (long)word.Length) > TextSteps.MostOf(part.Length)) throw TextSteps.TooLong();
        }
        foreach (var word in words) _encoder.Encode(word, ids);
    }, token => ids.Add(token.Id));
}
