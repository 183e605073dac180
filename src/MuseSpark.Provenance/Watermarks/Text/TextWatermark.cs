using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace MuseSpark.Provenance.Watermarks.Text;

/// <summary>
/// A mark in which words a text chooses, readable by whoever has the key and the tokenizer; no model is needed. The numbers behind it
/// hang on the key, the four tokens before, and the token. Only tokens of the text itself are context, never those of a prompt, so
/// that a reader who has nothing but the text draws the same numbers; the first four tokens carry no mark.
/// </summary>
/// <remarks>Safe for concurrent calls.</remarks>
public sealed class TextWatermark
{
    /// <value>Bytes of a key.</value>
    public const int KeyLength = 32;

    /// <summary>The largest text that is read, in tokens; of a longer one the beginning.</summary>
    public const int MaxTokens = 1_000_000;

    /// <summary>Evidence that fewer than one unmarked text in so many gives by chance makes a text marked: 1 in 10,000.</summary>
    public const double MarkedLevel = 1e-4;

    /// <summary>
    /// Keys that the given one is spread into; a text is marked with one of them, and a reader tries all. Under one key a context decides
    /// nearly by itself what follows, so texts that begin alike would go on alike: ten seeds for one prompt gave seven different stories.
    /// </summary>
    public const int Variants = 16;

    // Between this and MarkedLevel lies what chance gives too often to be called marked, and too seldom to be called clean.
    private const double CleanLevel = 0.01;

    private readonly ITextMark _mark;
    private readonly NgramKey[] _keys = new NgramKey[Variants];

    /// <param name="key">32 random bytes; each algorithm derives its own keys from them.</param>
    /// <exception cref="ArgumentException">The key has another length.</exception>
    public TextWatermark(ReadOnlySpan<byte> key, ITextMark mark)
    {
        if (key.Length != KeyLength) throw new ArgumentException($"A watermark key has {KeyLength} bytes, not {key.Length}.", nameof(key));
        Span<byte> derived = stackalloc byte[Variants * 2 * sizeof(ulong)];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, key, derived, salt: [], info: Encoding.ASCII.GetBytes(mark.Algorithm));
        for (var i = 0; i < Variants; i++)
            _keys[i] = new NgramKey(BinaryPrimitives.ReadUInt64LittleEndian(derived[(16 * i)..]), BinaryPrimitives.ReadUInt64LittleEndian(derived[(16 * i + 8)..]));
        _mark = mark;
    }

    public string Algorithm => _mark.Algorithm;

    /// <summary>The mark of one text about to be written.</summary>
    /// <param name="seed">The text's own; it chooses the variant of the key, so the same seed gives the same text again.</param>
    public TextMarkWriter Begin(ulong seed) => new(_mark, _keys[(seed * 0x9E3779B97F4A7C15 >> 60) % Variants]);

    /// <summary>Looks for the mark. A context that comes again is passed over: its numbers are no new evidence.</summary>
    /// <param name="tokens">The whole text as its model's tokenizer cuts it, without any prompt.</param>
    /// <param name="choice">
    /// For each token how much of a choice there was, 0 (none) to 1, where that is known: a model that could have written the text tells it, and
    /// finds marks in texts that are mostly foreseeable (see the README). It must not hang on the key. Empty: all alike.
    /// </param>
    /// <exception cref="ArgumentException">There is not one choice for each token.</exception>
    public TextMarkReading Read(ReadOnlySpan<int> tokens, ReadOnlySpan<float> choice = default)
    {
        if (!choice.IsEmpty && choice.Length != tokens.Length)
            throw new ArgumentException($"{tokens.Length} tokens need as many choices, not {choice.Length}.", nameof(choice));
        tokens = tokens[..Math.Min(tokens.Length, MaxTokens)];
        var contexts = new HashSet<ulong>();
        var draws = new List<ulong>();
        var weights = new List<float>();
        var best = new MarkEvidence(0, 1);
        foreach (var key in _keys)
        {
            contexts.Clear();
            draws.Clear();
            weights.Clear();
            for (var i = Ngram.ContextLength; i < tokens.Length; i++)
            {
                var ngram = new Ngram(key, tokens.Slice(i - Ngram.ContextLength, Ngram.ContextLength));
                if (!contexts.Add(ngram.Context)) continue;
                draws.Add(ngram.With(tokens[i]));
                weights.Add(choice.IsEmpty ? 1 : choice[i] > 0 ? Math.Min(choice[i], 1) : 0);
            }
            var evidence = _mark.Weigh(CollectionsMarshal.AsSpan(draws), CollectionsMarshal.AsSpan(weights));
            if (evidence.P < best.P) best = evidence;
        }
        // The best of several tries is that much likelier to be chance (Bonferroni).
        var p = Math.Min(1, Variants * best.P);
        var verdict = p <= MarkedLevel ? TextMarkVerdict.Marked
            : draws.Count >= _mark.TokensNeeded && p > CleanLevel ? TextMarkVerdict.NotMarked
            : TextMarkVerdict.Inconclusive;
        return new TextMarkReading(tokens.Length, draws.Count, best.Z, p, verdict);
    }
}

/// <summary>What a text's tokens tell of its mark. It is evidence for the mark, and its absence is none for a human author.</summary>
/// <param name="Tokens">Tokens read.</param>
/// <param name="Scored">Those that could carry the mark: all but the first four and those in a context seen before.</param>
/// <param name="Z">Standard deviations above the mean of unmarked text, for the best variant of the key: about 1.8 without a mark.</param>
/// <param name="P">At most this share of unmarked texts has as much evidence; of several keys tried, each has its own.</param>
public readonly record struct TextMarkReading(int Tokens, int Scored, double Z, double P, TextMarkVerdict Verdict);

public enum TextMarkVerdict
{
    /// <summary>Too short, or between the two levels.</summary>
    Inconclusive,
    Marked,
    /// <summary>Long enough, and without evidence: not written with this key, or rewritten since.</summary>
    NotMarked,
}
