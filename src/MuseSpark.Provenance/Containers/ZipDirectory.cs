using System.Buffers.Binary;
using System.Text;

namespace MuseSpark.Provenance.Containers;

/// <summary>One file of a ZIP archive.</summary>
/// <param name="Name">Its path in the archive.</param>
/// <param name="Start">Offset of its local header.</param>
/// <param name="DataStart">Offset of its bytes, compressed or not.</param>
/// <param name="DataEnd">Offset after them.</param>
/// <param name="CentralStart">Offset of its header in the central directory.</param>
/// <param name="CentralLength">Bytes of that header.</param>
/// <param name="Flags">General purpose bits.</param>
/// <param name="Method">How it is compressed, 0 for stored.</param>
internal sealed record ZipMember(
    string Name, int Start, int DataStart, int DataEnd, int CentralStart, int CentralLength, ushort Flags, ushort Method)
{
    /// <summary>Offset after its data descriptor; where the next member or the central directory starts.</summary>
    public int End { get; init; }
}

/// <summary>What a ZIP archive holds, by its central directory (PKWARE APPNOTE 6.3.10, sections 4.3 and 4.4).</summary>
internal sealed class ZipDirectory
{
    public const int LocalHead = 30, CentralHead = 46, EndHead = 22;
    public const uint LocalSignature = 0x04034B50, CentralSignature = 0x02014B50, EndSignature = 0x06054B50;

    /// <summary>Offset of the central directory.</summary>
    public required int Start { get; init; }

    /// <summary>Offset of the end record, which follows it at once and ends the file.</summary>
    public required int End { get; init; }

    /// <summary>In the order of their bytes.</summary>
    public required IReadOnlyList<ZipMember> Members { get; init; }

    /// <summary>Each byte before the central directory belongs to one member, so nothing can hide from their hashes.</summary>
    public required bool Gapless { get; init; }

    /// <exception cref="ContainerException">The archive is cut short, contradicts itself, or needs 64-bit sizes.</exception>
    public static ZipDirectory Read(ReadOnlySpan<byte> file)
    {
        var end = FindEnd(file);
        var record = file[end..];
        var count = U16(record[10..]);
        var start = U32(record[16..]);
        if (count == ushort.MaxValue || start == uint.MaxValue) throw Broken("needs 64-bit sizes, which are not supported here");
        if (U32(record[4..]) != 0 || U16(record[8..]) != count || start + (long)U32(record[12..]) != end) throw Broken("has a broken directory");

        var members = new List<ZipMember>(Math.Min(count, (end - (int)start) / CentralHead));
        var at = (int)start;
        for (var i = 0; i < count; i++)
        {
            members.Add(ReadMember(file, at, (int)start, end));
            at += members[^1].CentralLength;
        }
        if (at != end) throw Broken("has a broken directory");
        if (members.DistinctBy(member => member.Name).Count() < count) throw Broken("holds two files of one name");
        members.Sort((a, b) => a.Start.CompareTo(b.Start));
        return new ZipDirectory { Start = (int)start, End = end, Members = members, Gapless = Tile(members, (int)start) };
    }

    public static ushort U16(ReadOnlySpan<byte> at) => BinaryPrimitives.ReadUInt16LittleEndian(at);

    public static uint U32(ReadOnlySpan<byte> at) => BinaryPrimitives.ReadUInt32LittleEndian(at);

    private static int FindEnd(ReadOnlySpan<byte> file)
    {
        // Its comment, of up to 65,535 bytes, ends the file.
        var first = Math.Max(0, file.Length - EndHead - ushort.MaxValue);
        for (var at = file.Length - EndHead; at >= first; at--)
        {
            if (U32(file[at..]) == EndSignature && at + EndHead + U16(file[(at + 20)..]) == file.Length) return at;
        }
        throw Broken("is cut short");
    }

    private static ZipMember ReadMember(ReadOnlySpan<byte> file, int at, int directory, int end)
    {
        if (end - at < CentralHead || U32(file[at..]) != CentralSignature) throw Broken("has a broken directory");
        var header = file[at..end];
        int nameLength = U16(header[28..]);
        var length = CentralHead + nameLength + U16(header[30..]) + U16(header[32..]);
        if (length > header.Length) throw Broken("has a broken directory");
        var name = header.Slice(CentralHead, nameLength);

        var (size, start) = (U32(header[20..]), U32(header[42..]));
        if (start > directory - LocalHead || U32(file[(int)start..]) != LocalSignature) throw Broken("has a broken directory");
        var local = file[(int)start..directory];
        var data = LocalHead + U16(local[26..]) + U16(local[28..]);
        if (data > local.Length || size > local.Length - data || U16(local[26..]) != nameLength || !local.Slice(LocalHead, nameLength).SequenceEqual(name))
            throw Broken("has a broken directory");
        return new ZipMember(
            Encoding.UTF8.GetString(name), (int)start, (int)start + data, (int)start + data + (int)size, at, length, U16(header[8..]), U16(header[10..]));
    }

    /// <summary>Gives each member what lies between it and the next, if that can only be its data descriptor.</summary>
    private static bool Tile(List<ZipMember> members, int directory)
    {
        const int hasDescriptor = 8;
        var gapless = members.Count == 0 ? directory == 0 : members[0].Start == 0;
        for (var i = 0; i < members.Count; i++)
        {
            var next = i + 1 < members.Count ? members[i + 1].Start : directory;
            var between = next - members[i].DataEnd;
            var fits = between == 0 || (between is 12 or 16 or 20 or 24 && (members[i].Flags & hasDescriptor) != 0);
            gapless &= fits;
            members[i] = members[i] with { End = fits ? next : members[i].DataEnd };
        }
        return gapless;
    }

    private static ContainerException Broken(string how) => ContainerException.Broken($"The archive {how}.");
}
