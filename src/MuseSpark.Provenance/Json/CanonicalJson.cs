using System.Buffers;
using System.Text;
using System.Text.Json;

namespace MuseSpark.Provenance.Json;

/// <summary>One byte sequence for one JSON value, so that a record's hash means the record: RFC 8785 (JCS).</summary>
public static class CanonicalJson
{
    private const int MaxDepth = 64;

    /// <summary>UTF-8 without white space; members ordered by UTF-16 code units; numbers as ECMAScript writes them.</summary>
    /// <exception cref="JsonException">A number does not fit a double, a name occurs twice, a text holds half a character, or nesting is deeper than 64.</exception>
    public static byte[] Write(JsonElement value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        Write(value, buffer, depth: 0);
        return buffer.WrittenSpan.ToArray();
    }

    private static void Write(JsonElement value, ArrayBufferWriter<byte> buffer, int depth)
    {
        if (depth > MaxDepth) throw new JsonException($"The record is nested deeper than {MaxDepth} levels.");
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(value, buffer, depth);
                break;
            case JsonValueKind.Array:
                buffer.Write("["u8);
                var first = true;
                foreach (var item in value.EnumerateArray())
                {
                    if (!first) buffer.Write(","u8);
                    first = false;
                    Write(item, buffer, depth + 1);
                }
                buffer.Write("]"u8);
                break;
            case JsonValueKind.String:
                CanonicalString.Write(TextOf(value), buffer);
                break;
            case JsonValueKind.Number:
                buffer.Write(Encoding.ASCII.GetBytes(EcmaNumber.Format(value.GetDouble())));
                break;
            case JsonValueKind.True:
                buffer.Write("true"u8);
                break;
            case JsonValueKind.False:
                buffer.Write("false"u8);
                break;
            case JsonValueKind.Null:
                buffer.Write("null"u8);
                break;
            default:
                throw new JsonException("There is nothing to write.");
        }
    }

    private static string TextOf(JsonElement value)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException cause)
        {
            throw new JsonException("A text holds half a character (a lone surrogate).", cause);
        }
    }

    private static void WriteObject(JsonElement value, ArrayBufferWriter<byte> buffer, int depth)
    {
        var members = value.EnumerateObject().OrderBy(member => member.Name, StringComparer.Ordinal).ToArray();
        buffer.Write("{"u8);
        for (var i = 0; i < members.Length; i++)
        {
            if (i > 0)
            {
                if (members[i].Name == members[i - 1].Name) throw new JsonException($"The name \"{members[i].Name}\" occurs twice.");
                buffer.Write(","u8);
            }
            CanonicalString.Write(members[i].Name, buffer);
            buffer.Write(":"u8);
            Write(members[i].Value, buffer, depth + 1);
        }
        buffer.Write("}"u8);
    }
}
