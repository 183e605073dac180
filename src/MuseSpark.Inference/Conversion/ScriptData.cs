using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;
using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Conversion;

/// <summary>
/// Reads what a script assigns to <c>module.exports</c> where that is plain data: an object, a list or a text, as a bundler of
/// modules writes it. Nothing is run; whatever is not plain data is refused.
/// </summary>
internal ref struct ScriptData
{
    private const int MaxDepth = 64;

    private static readonly SearchValues<byte> Names = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_$"u8);
    private static readonly SearchValues<byte> Numbers = SearchValues.Create("0123456789+-.eE"u8);

    private readonly ReadOnlySpan<byte> _script;
    private int _at;

    private ScriptData(ReadOnlySpan<byte> script, int at)
    {
        _script = script;
        _at = at;
    }

    /// <summary>The data as JSON.</summary>
    /// <exception cref="ModelException">The script exports no data, or is damaged.</exception>
    public static ReadOnlySpan<byte> ToJson(ReadOnlySpan<byte> script)
    {
        var data = Find(script);
        var json = new ArrayBufferWriter<byte>(script.Length);
        using var writer = new Utf8JsonWriter(json, new JsonWriterOptions { MaxDepth = MaxDepth + 1 });
        data.Value(writer, 0);
        writer.Flush();
        return json.WrittenSpan;
    }

    /// <summary>The bytes of a text in base64.</summary>
    /// <exception cref="ModelException">The script exports no such text, or is damaged.</exception>
    public static byte[] FromBase64(ReadOnlySpan<byte> script)
    {
        var text = Find(script).Text();
        var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(text.Length)];
        if (Base64.DecodeFromUtf8(text, bytes, out _, out var written) != OperationStatus.Done) throw Damaged();
        Array.Resize(ref bytes, written);
        return bytes;
    }

    private static ScriptData Find(ReadOnlySpan<byte> script)
    {
        var mark = ".exports="u8;
        for (var from = 0; script[from..].IndexOf(mark) is >= 0 and var found;)
        {
            from += found + mark.Length;
            // The bundler's own code assigns, too, but nothing that begins like data.
            if (from < script.Length && script[from] is (byte)'{' or (byte)'[' or (byte)'"' or (byte)'\'') return new ScriptData(script, from);
        }
        throw new ModelException("The package's script exports no data that can be read.");
    }

    private void Value(Utf8JsonWriter json, int depth)
    {
        if (depth >= MaxDepth) throw Damaged();
        switch (Peek())
        {
            case (byte)'{': Object(json, depth); break;
            case (byte)'[': List(json, depth); break;
            case (byte)'"' or (byte)'\'': json.WriteStringValue(Text()); break;
            // How minifiers write true and false.
            case (byte)'!':
                _at++;
                json.WriteBooleanValue(Peek() switch { (byte)'0' => true, (byte)'1' => false, _ => throw Damaged() });
                _at++;
                break;
            default: Number(json); break;
        }
    }

    private void Object(Utf8JsonWriter json, int depth)
    {
        json.WriteStartObject();
        _at++;
        for (var isFirst = true; Peek() != '}'; isFirst = false)
        {
            if (!isFirst) Skip(',');
            json.WritePropertyName(Peek() is (byte)'"' or (byte)'\'' ? Text() : Run(Names));
            Skip(':');
            Value(json, depth + 1);
        }
        _at++;
        json.WriteEndObject();
    }

    private void List(Utf8JsonWriter json, int depth)
    {
        json.WriteStartArray();
        _at++;
        for (var isFirst = true; Peek() != ']'; isFirst = false)
        {
            if (!isFirst) Skip(',');
            Value(json, depth + 1);
        }
        _at++;
        json.WriteEndArray();
    }

    private void Number(Utf8JsonWriter json)
    {
        var text = Run(Numbers);
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || !double.IsFinite(number)) throw Damaged();
        json.WriteNumberValue(number);
    }

    /// <summary>A text without the quotes. Escapes are not known: the data has none.</summary>
    private ReadOnlySpan<byte> Text()
    {
        var quote = Peek();
        var rest = _script[(_at + 1)..];
        var length = rest.IndexOfAny(quote, (byte)'\\');
        if (length < 0 || rest[length] != quote) throw Damaged();
        _at += length + 2;
        return rest[..length];
    }

    private ReadOnlySpan<byte> Run(SearchValues<byte> of)
    {
        var rest = _script[_at..];
        var length = rest.IndexOfAnyExcept(of);
        if (length <= 0) throw Damaged();
        _at += length;
        return rest[..length];
    }

    private void Skip(char expected)
    {
        if (Peek() != expected) throw Damaged();
        _at++;
    }

    private readonly byte Peek() => _at < _script.Length ? _script[_at] : throw Damaged();

    private static ModelException Damaged() => new("The package's script is damaged, or holds more than plain data.");
}
