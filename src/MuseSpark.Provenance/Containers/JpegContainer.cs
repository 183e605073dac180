using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;

namespace MuseSpark.Provenance.Containers;

/// <summary>
/// JPEG: APP11 segments in a row (C2PA A.3.1, ISO 19566-5 annex D). They go after the leading APP0 and APP1, so JFIF and Exif
/// stay first, and before any APP2: the picture offsets of a multi-picture file (MPF) count from their own segment, so they
/// still hold; only the size that it states for the first picture no longer counts the store. Pictures and other bytes after
/// the end marker stay, and are hashed.
/// </summary>
public sealed class JpegContainer : IContainer
{
    // A segment: marker 2, length 2, "JP" 2, box instance 2, packet number 4; every packet but the first repeats the 8-byte box header.
    private const int Head = 12, RepeatedHead = Head + 8;
    private const int FirstSlice = ushort.MaxValue + 2 - Head, NextSlice = ushort.MaxValue + 2 - RepeatedHead;

    // What other writers use too.
    private const int FirstInstance = 0x0211;

    public string Name => "jpeg";

    public IReadOnlyList<string> MediaTypes { get; } = ["image/jpeg"];

    public bool Recognises(ReadOnlySpan<byte> file) => file is [0xFF, JpegSegment.StartOfImage, 0xFF, ..];

    public FoundStore? Find(ReadOnlyMemory<byte> file)
    {
        var store = ReadOnlyMemory<byte>.Empty;
        ArrayBufferWriter<byte>? joined = null;
        var (found, place, instance, packet) = (false, default(ByteRange), 0, 0u);
        var segments = new JpegSegments(file.Span);
        while (segments.MoveNext())
        {
            var segment = segments.Current;
            var payload = segment.PayloadIn(file.Span);
            if (segment.Marker != JpegSegment.App11 || payload.Length < 16 || !payload.StartsWith("JP"u8)) continue;
            var continues = found && BinaryPrimitives.ReadUInt16BigEndian(payload[2..]) == instance;
            var number = BinaryPrimitives.ReadUInt32BigEndian(payload[4..]);
            if (continues && number == packet + 1)
            {
                if (segment.Start != place.End) throw ContainerException.Broken("The pieces of the manifest store do not follow one another.");
                if (joined is null) (joined = new()).Write(store.Span);
                joined.Write(payload[16..]);
                place = new ByteRange(place.Start, segment.End - place.Start);
                packet++;
            }
            else if (IsStart(payload))
            {
                if (found) throw ContainerException.TwoStores();
                store = file.Slice(segment.Start + Head, segment.Length - Head);
                place = new ByteRange(segment.Start, segment.Length);
                (found, instance, packet) = (true, BinaryPrimitives.ReadUInt16BigEndian(payload[2..]), number);
            }
            else if (continues)
            {
                throw ContainerException.Broken("A piece of the manifest store is missing or out of order.");
            }
        }
        return found ? new FoundStore(joined?.WrittenMemory ?? store, place) : null;
    }

    public byte[] Remove(ReadOnlyMemory<byte> file) => Splice.Without(file, Find(file));

    public ByteRange Plan(ReadOnlySpan<byte> bare, ReadOnlySpan<byte> store)
    {
        var more = Math.Max(0, store.Length - FirstSlice + NextSlice - 1) / NextSlice;
        return new ByteRange(AfterLeading(bare), Head + store.Length + RepeatedHead * more);
    }

    public byte[] Embed(ReadOnlySpan<byte> bare, ReadOnlySpan<byte> store)
    {
        var place = Plan(bare, store);
        var result = Splice.Gap(bare, place);
        var instance = FreeInstance(bare);
        var to = result.AsSpan((int)place.Start);
        var rest = store;
        for (var packet = 1u; packet == 1 || rest.Length > 0; packet++)
        {
            var header = packet == 1 ? [] : store[..8];
            var slice = rest[..Math.Min(rest.Length, packet == 1 ? FirstSlice : NextSlice)];
            to[0] = 0xFF;
            to[1] = JpegSegment.App11;
            BinaryPrimitives.WriteUInt16BigEndian(to[2..], (ushort)(Head - 2 + header.Length + slice.Length));
            "JP"u8.CopyTo(to[4..]);
            BinaryPrimitives.WriteUInt16BigEndian(to[6..], instance);
            BinaryPrimitives.WriteUInt32BigEndian(to[8..], packet);
            header.CopyTo(to[Head..]);
            slice.CopyTo(to[(Head + header.Length)..]);
            to = to[(Head + header.Length + slice.Length)..];
            rest = rest[slice.Length..];
        }
        return result;
    }

    public void Hash(ReadOnlyMemory<byte> file, IReadOnlyList<ByteRange> exclusions, IncrementalHash hash) =>
        OutsideHash.Append(file.Span, exclusions, hash);

    /// <summary>The offset after the leading APP0 and APP1 segments.</summary>
    /// <exception cref="ContainerException">The file never comes to a picture.</exception>
    internal static int AfterLeading(ReadOnlySpan<byte> file)
    {
        var (leading, at, scan) = (true, 2, false);
        var segments = new JpegSegments(file);
        while (!scan && segments.MoveNext())
        {
            leading &= segments.Current.Marker is JpegSegment.App0 or JpegSegment.App1;
            if (leading) at = segments.Current.End;
            scan = segments.Current.Marker == JpegSegment.Scan;
        }
        return scan ? at : throw ContainerException.Broken("The JPEG picture is cut short.");
    }

    /// <summary>LBox, "jumb", then LBox, "jumd" and the type that begins with "c2pa".</summary>
    private static bool IsStart(ReadOnlySpan<byte> payload) =>
        payload.Length >= 28 && payload[12..16].SequenceEqual("jumb"u8) && payload[20..28].SequenceEqual("jumdc2pa"u8);

    /// <summary>A box instance number that no other JUMBF box of the picture has.</summary>
    private static ushort FreeInstance(ReadOnlySpan<byte> file)
    {
        var taken = new HashSet<int>();
        var segments = new JpegSegments(file);
        while (segments.MoveNext())
        {
            if (segments.Current.Marker != JpegSegment.App11) continue;
            var payload = segments.Current.PayloadIn(file);
            if (payload.Length >= 4 && payload.StartsWith("JP"u8)) taken.Add(BinaryPrimitives.ReadUInt16BigEndian(payload[2..]));
        }
        var instance = FirstInstance;
        while (taken.Contains(instance) && instance < ushort.MaxValue) instance++;
        return (ushort)instance;
    }
}
