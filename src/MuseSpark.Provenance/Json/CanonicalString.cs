using System.Buffers;
using System.Text;
using System.Text.Json;

namespace MuseSpark.Provenance.Json;

/// <summary>A JSON string escaped as little as RFC 8785 section 3.2.2.2 allows.</summary>
internal static class CanonicalString
{
    public static void Write(string value, ArrayBufferWriter<byte> buffer)
    {
        var text = new StringBuilder(value.Length + 2).Append('"');
        foreach (var c in value)
        {
            _ = c switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\b' => text.Append("\\b"),
                '\t' => text.Append("\\t"),
                '\n' => text.Append("\\n"),
                '\f' => text.Append("\\f"),
                '\r' => text.Append("\\r"),
                < ' ' => text.Append("\\u").Append(((int)c).ToString("x4")),
                _ => text.Append(c),
            };
        }
        try
        {
            buffer.Write(Strict.GetBytes(text.Append('"').ToString()));
        }
        catch (EncoderFallbackException cause)
        {
            throw new JsonException("A text holds half a character (a lone surrogate).", cause);
        }
    }

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
}
