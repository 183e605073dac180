using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Tokenizers.Decoders;

/// <summary>
/// The way back from a vocabulary's spelling to bytes. Every decoder in use works token by token, but for the first token of a text, which
/// may lose the spaces in front; so the bytes are computed once for each token, and a stream decodes as a whole text does.
/// </summary>
internal sealed class TokenDecoder
{
    // The longest tokens of real vocabularies have some hundred characters, and all of them together a few megabytes.
    private const int MaxCharacters = 1 << 16, MaxBytes = 64 << 20;

    // For all tokens together.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly TextSteps _steps = new(_ => MaxCharacters);
    private TimeSpan _spent;
    private long _kept;
    private bool _fused;
    private bool _bytes; // spelled in GPT-2's alphabet
    private bool _byteFallback;

    /// <param name="byteLevel">Whether the vocabulary is spelled in GPT-2's alphabet, for files that name no decoder.</param>
    /// <param name="wordEnd">A mark on the last token of each word, or "": it becomes a space, whether or not a decoder says so.</param>
    public TokenDecoder(TokenizerJson.Step? step, bool byteLevel, string wordEnd)
    {
        if (wordEnd.Length > 0) _steps.Add(token => token.EndsWith(wordEnd, StringComparison.Ordinal) ? token[..^wordEnd.Length] + " " : token);
        if (step is not null) Add(step);
        else if (byteLevel) _bytes = true;
        else AddSpace(token => " " + token);
    }

    /// <summary>How many spaces the first token of a text loses, if it has them.</summary>
    public int SpacesInFront { get; private set; }

    /// <summary>The UTF-8 bytes that the token stands for inside a text.</summary>
    /// <param name="added">Whether it is an added token, which is spelled in plain letters.</param>
    /// <exception cref="ModelException">The tokens so far have come to more than any vocabulary holds.</exception>
    /// <exception cref="RegexMatchTimeoutException">A pattern takes for ever.</exception>
    public byte[] BytesOf(string token, bool added)
    {
        if (_byteFallback && !added && token is ['<', '0', 'x', _, _, '>']
            && byte.TryParse(token.AsSpan(3, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var value)) return [value];
        var started = Stopwatch.GetTimestamp();
        var text = _steps.Apply(token);
        if ((_spent += Stopwatch.GetElapsedTime(started)) > Patience) throw new RegexMatchTimeoutException();
        var bytes = _bytes && !added ? ByteAlphabet.Read(text) : Encoding.UTF8.GetBytes(text);
        return (_kept += bytes.Length) > MaxBytes ? throw TextSteps.TooLong() : bytes;
    }

    private void Add(TokenizerJson.Step step)
    {
        switch (step.Type)
        {
            case "Sequence":
                foreach (var inner in step.Decoders) Add(inner);
                break;
            case "ByteLevel":
                _bytes = true;
                break;
            case "ByteFallback":
                _byteFallback = true;
                break;
            case "Fuse":
                _fused = true;
                break;
            case "Replace":
                _steps.AddReplace(step);
                break;
            case "Metaspace":
                _steps.Add(token => token.Replace(step.Replacement, " ", StringComparison.Ordinal));
                if (step.PrependScheme != "never" && step.AddPrefixSpace != false) SpacesInFront = 1;
                break;
            case "WordPiece":
                AddSpace(token => step.Prefix.Length > 0 && token.StartsWith(step.Prefix, StringComparison.Ordinal) ? token[step.Prefix.Length..] : " " + token);
                if (step.Cleanup) _steps.Add(Clean);
                break;
            case "BPEDecoder":
                _steps.Add(token => step.Suffix.Length == 0 ? token : token.Replace(step.Suffix, " ", StringComparison.Ordinal));
                break;
            case "Strip" when _fused && step.Content == " " && step.Stop == 0:
                SpacesInFront = step.Start;
                break;
            case "Strip" when !_fused && step.Content is [var c]:
                _steps.Add(token => Strip(token, c, step.Start, step.Stop));
                break;
            default:
                throw new ModelException($"The tokenizer has a decoder {step.Type} that this version doesn't know. Use another model.");
        }
    }

    private void AddSpace(Func<string, string> step)
    {
        _steps.Add(step);
        SpacesInFront = 1;
    }

    private static string Strip(string token, char c, int start, int stop)
    {
        int from = 0, to = token.Length;
        while (from < Math.Min(start, token.Length) && token[from] == c) from++;
        while (to > from && token.Length - to < stop && token[to - 1] == c) to--;
        return token[from..to];
    }

    /// <summary>English spacing, as the original repairs it.</summary>
    private static string Clean(string token) => Regex.Replace(token.Replace(" ' ", "'", StringComparison.Ordinal), @" ([.?!,]|n't|'m|'s|'ve|'re)", "$1");
}
