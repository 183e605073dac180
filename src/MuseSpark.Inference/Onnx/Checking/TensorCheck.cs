using System.Globalization;

namespace MuseSpark.Inference.Onnx.Checking;

/// <summary>Looks at one stored tensor (TensorProto in onnx.proto): its shape, and that its values are where it says, all of them.</summary>
/// <param name="sizeOf">Size in bytes of a file beside the graph that belongs to the model, or null for any other name.</param>
internal sealed class TensorCheck(ProtoReader reader, Func<string, long?> sizeOf)
{
    private const int Dims = 1, Type = 2, Segment = 3, RawData = 9, External = 13, Location = 14;
    private const int MaxRank = 64, StringType = 8;
    private const long MaxElements = 1L << 44;

    // Bits an element, by TensorProto.DataType.
    private static readonly int[] Bits = [0, 32, 8, 8, 16, 16, 32, 64, 0, 8, 16, 64, 32, 64, 64, 128, 16, 8, 8, 8, 8, 4, 4, 4, 8, 2, 2];

    /// <exception cref="InvalidDataException">It can't be what it says; the message goes on from "can't be used: ".</exception>
    public void Check(long end)
    {
        var dims = new List<long>();
        var (type, location, raw, typed) = (0, 0UL, -1L, 0L);
        var external = new Dictionary<string, string>();
        while (reader.Next(end, out var field, out var wire))
        {
            switch (field)
            {
                case Dims: ReadDims(dims, wire, end); break;
                case Type when wire == ProtoReader.Varint: type = (int)Math.Min(reader.ReadVarint(end), 1000); break;
                case Segment: throw new InvalidDataException("a tensor is cut into segments");
                case RawData: raw = reader.Skip(wire, end); break;
                case External: ReadEntry(external, reader.ReadLength(wire, end)); break;
                case Location when wire == ProtoReader.Varint: location = reader.ReadVarint(end); break;
                case 4 or 5 or 6 or 7 or 10 or 11: typed += reader.Skip(wire, end); break;
                default: reader.Skip(wire, end); break;
            }
        }
        if (type <= 0 || type >= Bits.Length) throw new InvalidDataException("a tensor is of no known type");
        var elements = Count(dims);
        var bytes = (elements * Bits[type] + 7) / 8;
        if (location == 1) CheckExternal(external, type, (long)bytes);
        else if (location != 0 || external.Count > 0) throw new InvalidDataException("a tensor is both inside and outside");
        else if (raw >= 0 && (type == StringType || raw != bytes)) throw new InvalidDataException("a tensor has more or fewer bytes than its shape");
        // Packed values take at least an eighth of a byte each.
        else if (raw < 0 && elements > typed * 8) throw new InvalidDataException("a tensor has fewer values than its shape");
    }

    private void ReadDims(List<long> dims, int wire, long end)
    {
        var after = wire == ProtoReader.LengthDelimited ? reader.ReadLength(wire, end) : -1;
        if (after < 0 && wire != ProtoReader.Varint) throw new InvalidDataException("it is damaged");
        while (after < 0 || reader.Position < after)
        {
            dims.Add((long)reader.ReadVarint(after < 0 ? end : after));
            if (dims.Count > MaxRank) throw new InvalidDataException("a tensor has more axes than any");
            if (after < 0) return;
        }
    }

    private static Int128 Count(List<long> dims)
    {
        if (dims.Any(dim => dim < 0)) throw new InvalidDataException("a tensor has a negative size");
        if (dims.Contains(0)) return 0;
        Int128 elements = 1;
        foreach (var dim in dims)
            if ((elements *= dim) > MaxElements) throw new InvalidDataException("a tensor is larger than any");
        return elements;
    }

    /// <summary>StringStringEntryProto. Keys that only a runtime should set, and the memory addresses some take for a location, are no part of a file.</summary>
    private void ReadEntry(Dictionary<string, string> entries, long end)
    {
        var (key, value) = ("", "");
        while (reader.Next(end, out var field, out var wire))
        {
            if (field == 1) key = reader.ReadText(wire, end);
            else if (field == 2) value = reader.ReadText(wire, end);
            else reader.Skip(wire, end);
        }
        if (key is not ("location" or "offset" or "length" or "checksum") || !entries.TryAdd(key, value)) throw new InvalidDataException("a tensor says oddly where its values are");
    }

    private void CheckExternal(Dictionary<string, string> external, int type, long bytes)
    {
        if (type == StringType || !external.TryGetValue("location", out var name)) throw new InvalidDataException("a tensor does not say where its values are");
        if (sizeOf(name) is not { } size) throw new InvalidDataException("a tensor has its values in a file that is not part of the model");
        var (offset, length) = (Number(external, "offset", 0), Number(external, "length", bytes));
        if (length != bytes || offset > size || bytes > size - offset) throw new InvalidDataException("a tensor has its values outside of the file they should be in");
    }

    private static long Number(Dictionary<string, string> entries, string key, long otherwise) => !entries.TryGetValue(key, out var text) ? otherwise
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw new InvalidDataException("a tensor says oddly where its values are");
}
