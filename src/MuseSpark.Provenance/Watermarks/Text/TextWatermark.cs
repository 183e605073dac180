using System.Buffers.Binary;
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

    // Between this and MarkedLevel lies what chance gives too often to be called marked, and too seldom to be called clean.
    private const double CleanLevel = 0.01;

    private readonly ITextMark _mark;
    private readonly ulong _key0, _key1;

    /// <param name="key">32 random bytes; each algorithm derives its own key from them.</param>
    /// <exception cref="ArgumentException">The key has another length.</exception>
    public TextWatermark(ReadOnlySpan<byte> key, ITextMark mark)
    {
        if (key.Length != KeyLength) throw new ArgumentException($"A watermark key has {KeyLength} bytes, not {key.Length}.", nameof(key));
        Span<byte> own = stackalloc byte[2 * sizeof(ulong)];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, key, own, salt: [], info: Encoding.ASCII.GetBytes(mark.Algorithm));
        (_key0, _key1) = (BinaryPrimitives.ReadUInt64LittleEndian(own), BinaryPrimitives.ReadUInt64LittleEndian(own[sizeof(ulong)..]));
        _mark = mark;
    }

    public string Algorithm => _mark.Algorithm;

    /// <summary>The mark of one text about to be written.</summary>
    public TextMarkWriter Begin() => new(this, _mark);

    /// <summary>Looks for the mark. A context that comes again is passed over: its numbers are no new evidence.</summary>
    /// <param name="tokens">The whole text as its model's tokenizer cuts it, without any prompt.</param>
    public TextMarkReading Read(ReadOnlySpan<int> tokens)
    {
        tokens = tokens[..Math.Min(tokens.Length, MaxTokens)];
        var contexts = new HashSet<ulong>();
        var draws = new List<ulong>();
        for (var i = Ngram.ContextLength; i < tokens.Length; i++)
        {
            var ngram = After(tokens[..i]);
            if (contexts.Add(ngram.Context)) draws.Add(ngram.With(tokens[i]));
        }
        var (z, p) = _mark.Weigh(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(draws));
        var verdict = p <= MarkedLevel ? TextMarkVerdict.Marked
            : draws.Count >= _mark.TokensNeeded && p > CleanLevel ? TextMarkVerdict.NotMarked
            : TextMarkVerdict.Inconclusive;
        return new TextMarkReading(tokens.Length, draws.Count, z, p, verdict);
    }

    /// <param name="written">At least four tokens.</param>
    internal Ngram After(ReadOnlySpan<int> written) => new(_key0, _key1, written[^Ngram.ContextLength..]);
}

/// <summary>What a text's tokens tell of its mark. It is evidence for the mark, and its absence is none for a human author.</summary>
/// <param name="Tokens">Tokens read.</param>
/// <param name="Scored">Those that could carry the mark: all but the first four and those in a context seen before.</param>
/// <param name="Z">Standard deviations above the mean of unmarked text.</param>
/// <param name="P">The share of unmarked texts with at least as much evidence; of several keys tried, each has its own.</param>
public readonly record struct TextMarkReading(int Tokens, int Scored, double Z, double P, TextMarkVerdict Verdict);

public enum TextMarkVerdict
{
    /// <summary>Too short, or between the two levels.</summary>
    Inconclusive,
    Marked,
    /// <summary>Long enough, and without evidence: not written with this key, or rewritten since.</summary>
    NotMarked,
}
