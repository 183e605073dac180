using System.Text;

namespace MuseSpark.Inference.Onnx.Checking;

/// <summary>Reads protobuf's wire format from a stream that can seek. Nothing is allocated by what a length in the file says.</summary>
internal sealed class ProtoReader(Stream stream)
{
    public const int Varint = 0, Fixed64 = 1, LengthDelimited = 2, Fixed32 = 5;

    private const int MaxText = 4096;

    public long Length => stream.Length;
    public long Position => stream.Position;

    /// <summary>The next field of a message, or false at its end.</summary>
    /// <param name="end">Where the message ends.</param>
    /// <exception cref="InvalidDataException">What follows is no field.</exception>
    public bool Next(long end, out int field, out int wire)
    {
        (field, wire) = (0, 0);
        if (stream.Position == end) return false;
        var tag = ReadVarint(end);
        (field, wire) = ((int)(tag >> 3), (int)(tag & 7));
        return tag >> 3 is > 0 and < 1 << 29 ? true : throw new InvalidDataException("it is damaged");
    }

    /// <summary>Seven bits a byte, the lowest first; the eighth says that more follow.</summary>
    public ulong ReadVarint(long end)
    {
        var value = 0UL;
        for (var shift = 0; shift < 70; shift += 7)
        {
            var next = stream.Position < end ? stream.ReadByte() : -1;
            if (next < 0) break;
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80) return value;
        }
        throw new InvalidDataException("it is damaged or cut short");
    }

    /// <summary>Reads the length of an inner message, a text or bytes.</summary>
    /// <returns>Where it ends.</returns>
    public long ReadLength(int wire, long end)
    {
        if (wire != LengthDelimited) throw new InvalidDataException("it is damaged");
        var length = ReadVarint(end);
        return length <= (ulong)(end - stream.Position) ? stream.Position + (long)length : throw new InvalidDataException("it is cut short");
    }

    public string ReadText(int wire, long end)
    {
        var bytes = ReadLength(wire, end) - stream.Position;
        if (bytes > MaxText) throw new InvalidDataException("it has a name longer than any");
        var text = new byte[bytes];
        stream.ReadExactly(text);
        return Encoding.UTF8.GetString(text);
    }

    /// <summary>Passes over a field's value.</summary>
    /// <returns>The bytes it has.</returns>
    public long Skip(int wire, long end)
    {
        var start = stream.Position;
        switch (wire)
        {
            case Varint: ReadVarint(end); break;
            case LengthDelimited:
                var after = ReadLength(wire, end);
                start = stream.Position;
                stream.Position = after;
                break;
            case Fixed64 or Fixed32:
                stream.Position += wire == Fixed64 ? 8 : 4;
                if (stream.Position > end) throw new InvalidDataException("it is cut short");
                break;
            default: throw new InvalidDataException("it is damaged");
        }
        return stream.Position - start;
    }
}
