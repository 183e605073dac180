using System.Text.Json;
using System.Text.Json.Serialization;

namespace MuseSpark.Web.Hosting;

/// <summary>A text that can't be kept: said to the sender as a sentence.</summary>
public sealed class TextException(string message) : JsonException(message);

/// <summary>
/// Lets no control characters in through any text of any request: PostgreSQL can't keep U+0000, and the others do harm
/// in terminals, exports and file names. Line ends and tabs are text.
/// </summary>
public sealed class SafeText : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String)
            throw new JsonException();

        var text = reader.GetString()!;
        var at = FirstControl(text);
        return at < 0
            ? text
            : throw new TextException($"The text has a control character (U+{(int)text[at]:X4}) at position {at + 1}: take it out and send it again.");
    }

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);

    public static int FirstControl(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsControl(text[i]) && text[i] is not ('\t' or '\n' or '\r'))
                return i;
        }

        return -1;
    }
}
