using System.Buffers.Binary;
using System.Text;

namespace MuseSpark.Provenance.Jumbf;

/// <summary>Reads JUMBF boxes (ISO 19566-5) without copying; hostile bytes give a sentence, never an exception.</summary>
public sealed class JumbfReader
{
    private const int MaxDepth = 12, MaxBoxes = 50_000, MaxLabel = 512;

    private int left;
    private string? fault;

    private JumbfReader(int left) => this.left = left;

    /// <summary>The superbox at the start of the bytes; bytes after it are left alone.</summary>
    /// <param name="fault">what is wrong, when the answer is null</param>
    public static Superbox? Read(ReadOnlyMemory<byte> bytes, out string? fault)
    {
        var left = MaxBoxes;
        return Read(bytes, ref left, out fault);
    }

    /// <param name="left">how many boxes may be read, also over many calls; counted down</param>
    internal static Superbox? Read(ReadOnlyMemory<byte> bytes, ref int left, out string? fault)
    {
        var reader = new JumbfReader(left);
        var box = reader.Next(bytes);
        Superbox? result = null;
        if (box is { Type: "jumb" } found) result = reader.ReadSuperbox(found, MaxDepth);
        else reader.Fail("There is no JUMBF box.");
        (fault, left) = (reader.fault, reader.left);
        return result;
    }

    private readonly record struct Box(string Type, ReadOnlyMemory<byte> Whole, ReadOnlyMemory<byte> Payload);

    private Superbox? ReadSuperbox(Box box, int depth)
    {
        if (depth == 0) return Fail<Superbox>($"Boxes are nested deeper than {MaxDepth} levels.");
        if (Next(box.Payload) is not { } description) return null;
        if (description.Type != "jumd") return Fail<Superbox>("A superbox does not begin with its description.");
        if (Describe(description.Payload.Span) is not { } described) return null;

        var children = new List<Superbox>();
        var contents = new List<ContentBox>();
        var rest = box.Payload[description.Whole.Length..];
        while (rest.Length > 0)
        {
            if (Next(rest) is not { } next) return null;
            rest = rest[next.Whole.Length..];
            if (next.Type != "jumb")
            {
                contents.Add(new ContentBox(next.Type, next.Payload));
                continue;
            }
            if (ReadSuperbox(next, depth - 1) is not { } child) return null;
            children.Add(child);
        }
        return new Superbox(described.Type, described.Label, box.Whole, box.Payload, children, contents);
    }

    // LBox: 0 = to the end, 1 = a 64-bit length follows, else the length with its 8-byte header.
    private Box? Next(ReadOnlyMemory<byte> bytes)
    {
        if (--left < 0) return Fail($"There are more than {MaxBoxes} boxes.");
        var span = bytes.Span;
        if (span.Length < 8) return Fail("A box is cut off.");
        ulong length = BinaryPrimitives.ReadUInt32BigEndian(span);
        var header = 8;
        if (length == 0) length = (ulong)span.Length;
        else if (length == 1)
        {
            if (span.Length < 16) return Fail("A box is cut off.");
            length = BinaryPrimitives.ReadUInt64BigEndian(span[8..]);
            header = 16;
        }
        if (length < (ulong)header || length > (ulong)span.Length) return Fail("The length of a box is not possible.");
        return new Box(Encoding.Latin1.GetString(span[4..8]), bytes[..(int)length], bytes[header..(int)length]);
    }

    // 16 bytes type, 1 byte toggles (0x02: a label follows), the label with a 0 at its end; id, hash and private box don't matter here.
    private (Guid Type, string Label)? Describe(ReadOnlySpan<byte> payload)
    {
        if (payload.Length < 17) return FailDescription("A description box is cut off.");
        var type = new Guid(payload[..16], bigEndian: true);
        if ((payload[16] & 0x02) == 0) return (type, "");
        var end = payload[17..].IndexOf((byte)0);
        if (end < 0 || end > MaxLabel) return FailDescription("A label has no end.");
        return (type, Encoding.UTF8.GetString(payload.Slice(17, end)));
    }

    private Box? Fail(string sentence)
    {
        fault ??= sentence;
        return null;
    }

    private (Guid, string)? FailDescription(string sentence)
    {
        fault ??= sentence;
        return null;
    }

    private T? Fail<T>(string sentence) where T : class
    {
        fault ??= sentence;
        return null;
    }
}
