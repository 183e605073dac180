using System.Buffers;
using System.Text;

namespace MuseSpark.Inference.Classification;

/// <summary>Finds text that is hidden in base64.</summary>
internal static class Base64Text
{
    private const int Shortest = 16, MostParts = 64;

    private static readonly SearchValues<char> Letters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_");
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <summary>The parts that decode to readable text, and where they stand.</summary>
    public static IEnumerable<(int Start, int Length, string Text)> Find(string text)
    {
        var found = 0;
        for (var i = 0; i < text.Length && found < MostParts;)
        {
            var length = text.AsSpan(i).IndexOfAnyExcept(Letters);
            if (length < 0) length = text.Length - i;
            if (length >= Shortest && Decode(text.AsSpan(i, length)) is { } decoded)
            {
                found++;
                yield return (i, length, decoded);
            }
            i += length + 1;
        }
    }

    private static string? Decode(ReadOnlySpan<char> part)
    {
        var padded = part.ToString().Replace('-', '+').Replace('_', '/');
        if (padded.Length % 4 == 1) return null;
        padded = padded.PadRight((padded.Length + 3) / 4 * 4, '=');
        var bytes = new byte[padded.Length / 4 * 3];
        if (!Convert.TryFromBase64String(padded, bytes, out var count)) return null;
        try
        {
            var text = Strict.GetString(bytes, 0, count);
            // Random bytes are seldom valid UTF-8, and almost never without control characters and with spaces.
            return text.Contains(' ') && !text.Any(c => char.IsControl(c) && !char.IsWhiteSpace(c)) ? text : null;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
