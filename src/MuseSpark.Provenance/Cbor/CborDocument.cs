using System.Formats.Cbor;

namespace MuseSpark.Provenance.Cbor;

/// <summary>CBOR to values and back; the kinds of value are those of <see cref="CborMap"/>.</summary>
public static class CborDocument
{
    private const int MaxDepth = 32, MaxValues = 100_000;

    /// <summary>Deterministic bytes (RFC 8949 section 4.2.1; keys go by length first, the same order when all of them are text).</summary>
    public static byte[] Write(object? value)
    {
        var writer = new CborWriter(CborConformanceMode.Canonical);
        Write(writer, value);
        return writer.Encode();
    }

    /// <summary>
    /// Reads one value that fills the bytes. False, never an exception, when they aren't well-formed CBOR, repeat a key, nest deeper than
    /// 32 or hold more
    /// than 100,000 values. Byte strings are views into <paramref name="bytes"/>.
    /// </summary>
    public static bool TryRead(ReadOnlyMemory<byte> bytes, out object? value)
    {
        var left = MaxValues;
        return TryRead(bytes, ref left, out value);
    }

    /// <param name="left">how many values may be read, also over many documents; counted down</param>
    public static bool TryRead(ReadOnlyMemory<byte> bytes, ref int left, out object? value)
    {
        value = null;
        try
        {
            var reader = new CborReader(bytes, CborConformanceMode.Strict);
            value = Read(reader, MaxDepth, ref left);
            return reader.BytesRemaining == 0;
        }
        catch (Exception e) when (e is CborContentException or InvalidOperationException or OverflowException or FormatException)
        {
            return false;
        }
    }

    /// <summary>As <see cref="TryRead(ReadOnlyMemory{byte}, out object?)"/>, for bytes that should be a map.</summary>
    public static CborMap? ReadMap(ReadOnlyMemory<byte> bytes) => TryRead(bytes, out var value) ? value as CborMap : null;

    private static void Write(CborWriter writer, object? value)
    {
        switch (value)
        {
            case null: writer.WriteNull(); break;
            case bool flag: writer.WriteBoolean(flag); break;
            case int number: writer.WriteInt32(number); break;
            case long number: writer.WriteInt64(number); break;
            case ulong number: writer.WriteUInt64(number); break;
            case double number: writer.WriteDouble(number); break;
            case string text: writer.WriteTextString(text); break;
            case byte[] bytes: writer.WriteByteString(bytes); break;
            case ReadOnlyMemory<byte> bytes: writer.WriteByteString(bytes.Span); break;
            case CborTagged tagged:
                writer.WriteTag((CborTag)tagged.Tag);
                Write(writer, tagged.Value);
                break;
            case CborMap map:
                writer.WriteStartMap(map.Count);
                foreach (var (key, item) in map)
                {
                    Write(writer, key);
                    Write(writer, item);
                }
                writer.WriteEndMap();
                break;
            case IReadOnlyList<object?> list:
                writer.WriteStartArray(list.Count);
                foreach (var item in list) Write(writer, item);
                writer.WriteEndArray();
                break;
            default: throw new ArgumentException($"{value.GetType()} has no form in CBOR here.", nameof(value));
        }
    }

    private static object? Read(CborReader reader, int depth, ref int left)
    {
        if (depth == 0 || --left < 0) throw new CborContentException("Too much in one CBOR document.");
        switch (reader.PeekState())
        {
            case CborReaderState.UnsignedInteger:
                var number = reader.ReadUInt64();
                return number <= long.MaxValue ? (long)number : number;
            case CborReaderState.NegativeInteger: return reader.ReadInt64();
            case CborReaderState.TextString or CborReaderState.StartIndefiniteLengthTextString: return reader.ReadTextString();
            case CborReaderState.ByteString: return reader.ReadDefiniteLengthByteString();
            case CborReaderState.StartIndefiniteLengthByteString: return (ReadOnlyMemory<byte>)reader.ReadByteString();
            case CborReaderState.StartArray: return ReadList(reader, depth, ref left);
            case CborReaderState.StartMap: return ReadMap(reader, depth, ref left);
            case CborReaderState.Tag: return new CborTagged((ulong)reader.ReadTag(), Read(reader, depth - 1, ref left));
            case CborReaderState.HalfPrecisionFloat or CborReaderState.SinglePrecisionFloat or CborReaderState.DoublePrecisionFloat:
                return reader.ReadDouble();
            case CborReaderState.Boolean: return reader.ReadBoolean();
            case CborReaderState.Null:
                reader.ReadNull();
                return null;
            default: throw new CborContentException("A CBOR value of no use here.");
        }
    }

    private static List<object?> ReadList(CborReader reader, int depth, ref int left)
    {
        reader.ReadStartArray();
        var list = new List<object?>();
        while (reader.PeekState() != CborReaderState.EndArray) list.Add(Read(reader, depth - 1, ref left));
        reader.ReadEndArray();
        return list;
    }

    private static CborMap ReadMap(CborReader reader, int depth, ref int left)
    {
        reader.ReadStartMap();
        var map = new CborMap();
        while (reader.PeekState() != CborReaderState.EndMap)
        {
            var key = Read(reader, depth - 1, ref left);
            if (key is not (string or long)) throw new CborContentException("A key is text or a number.");
            map.AddRead(key, Read(reader, depth - 1, ref left));
        }
        reader.ReadEndMap();
        return map;
    }
}
