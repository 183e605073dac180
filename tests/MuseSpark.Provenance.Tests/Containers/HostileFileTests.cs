using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using CsCheck;
using MuseSpark.Provenance.Assertions;
using MuseSpark.Provenance.Containers;
using MuseSpark.Provenance.Metadata;

namespace MuseSpark.Provenance.Tests.Containers;

/// <summary>
/// Whatever the bytes: a verdict or a <see cref="ContainerException"/>, in time and memory that go with the length of the file.
/// MUSESPARK_FUZZ says how many mutated files each property sees (300 by default).
/// </summary>
public sealed class HostileFileTests
{
    private static readonly long Count = long.TryParse(Environment.GetEnvironmentVariable("MUSESPARK_FUZZ"), out var count) ? count : 300;

    private static readonly byte[][] Signed =
    [
        .. Samples.All.Values.Select(sample => sample.Container.Embed(sample.Bare, Samples.Store(300))),
        .. Samples.Pictures.Select(name => XmpSourceType.Write(Samples.All[name].Bare, DigitalSourceTypes.AlgorithmicMedia)),
        new JpegContainer().Embed(Samples.CmykJpeg, Samples.Store(70_000)),
        GenerationParameters.Write(Samples.PalettePng, "漢字"),
        Samples.Sidecar,
    ];

    private static readonly Gen<byte[]> Mutated = Gen.Select(
        Gen.OneOf(Signed),
        Gen.Select(Gen.Int[0, 5], Gen.Double.Unit, Gen.Double.Unit, Gen.Byte, Gen.OneOf(0u, 1u, 7u, 0x7FFFFFFFu, 0x80000000u, 0xFFFFFFFFu)).Array[1, 4],
        (file, edits) => edits.Aggregate(file, Edit));

    private static byte[] Edit(byte[] file, (int Kind, double At, double Other, byte Value, uint Length) edit)
    {
        if (file.Length == 0) return [edit.Value];
        var at = (int)(edit.At * file.Length);
        var other = (int)(edit.Other * file.Length);
        var (from, to) = (Math.Min(at, other), Math.Max(at, other));
        byte[] copy = [.. file];
        switch (edit.Kind)
        {
            case 0:
                copy[at] = edit.Value;
                return copy;
            case 1: // a length field, of either order, that lies
                for (var i = 0; i < 4 && at + i < copy.Length; i++) copy[at + i] = (byte)(edit.Length >> ((edit.Value & 1) == 0 ? 8 * i : 24 - 8 * i));
                return copy;
            case 2:
                return copy[..at];
            case 3:
                return [.. copy[..from], .. copy[to..]];
            case 4: // a piece twice
                return [.. copy[..to], .. copy[from..]];
            default:
                return [.. copy[..at], edit.Value, .. copy[at..]];
        }
    }

    [Fact]
    public void No_file_breaks_a_container() => Mutated.Sample(file =>
    {
        foreach (var container in ContainerList.All)
        {
            _ = container.Recognises(file);
            var found = Try(() => container.Find(file));
            var bare = Try(() => container.Remove(file));
            _ = Try(() => container.Plan(file, Samples.Sidecar));
            if (bare is not null && Try(() => container.Embed(bare, Samples.Sidecar)) is { } signed && found is null && container.Recognises(bare))
                Assert.Equal(Samples.Sidecar, container.Find(signed)!.Store.ToArray());
            if (found is null) continue;
            Assert.InRange(found.Place.Start, 0, file.Length);
            Assert.InRange(found.Place.Length, found.Store.Length > 0 ? 1 : 0, file.Length - found.Place.Start);
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            container.Hash(file, [found.Place], hash);
        }
        _ = Try(() => new HtmlContainer().FindLink(file));
        _ = Try(() => new ZipContainer().HashCollection(file, HashAlgorithmName.SHA256));
    }, iter: Count);

    [Fact]
    public void No_file_breaks_the_metadata() => Mutated.Sample(file =>
    {
        _ = XmpSourceType.Read(file);
        _ = GenerationParameters.Read(file);
        _ = Try(() => XmpSourceType.Write(file, DigitalSourceTypes.AlgorithmicMedia));
        _ = Try(() => GenerationParameters.Write(file, "a"));
        if (Try(() => AnonymousCopy.Of(file)) is { } copy) Assert.Equal(copy, AnonymousCopy.Of(copy));
    }, iter: Count);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Every_cut_of_every_file_gets_a_verdict(int step)
    {
        foreach (var file in Signed.Where(file => file.Length < 4_000))
        {
            for (var length = step; length < file.Length; length += 4)
            {
                foreach (var container in ContainerList.All) _ = Try(() => container.Find(file.AsMemory(0, length)));
            }
        }
    }

    public static TheoryData<string> Floods => [.. Flooded.Keys];

    private const int FloodLength = 4 << 20;

    /// <summary>4 MB each of what could make a reader go over the same bytes again and again.</summary>
    private static readonly Dictionary<string, (IContainer Container, byte[] Start, byte[] Again)> Flooded = new()
    {
        ["empty chunks"] = (new PngContainer(), Samples.PalettePng[..33], Samples.Chunk("teSt")),
        ["tiny segments"] = (new JpegContainer(), [0xFF, 0xD8], JpegSegment.Write(JpegSegment.App11, "JP\u0002\u0011\0\0\0\u0001"u8)),
        ["fill bytes"] = (new JpegContainer(), [0xFF, 0xD8], [0xFF]),
        ["coded data"] = (new JpegContainer(), Samples.CmykJpeg[..^2], [0xFF, 0]),
        ["empty riff chunks"] = (new WebpContainer(), [.. "RIFF"u8, 0xFF, 0xFF, 0xFF, 0x7F, .. "WEBP"u8], RiffChunk.Write(0x54534554, [])),
        ["wrappers that claim more"] = (new TextContainer(), [], new TextContainer().Embed([], new byte[400_000])[..60]),
        ["marks"] = (new TextContainer(), [], [0xEF, 0xBB, 0xBF]),
        ["open comments"] = (new HtmlContainer(), "<html>"u8.ToArray(), "<!--"u8.ToArray()),
        ["open scripts"] = (new HtmlContainer(), "<html><script>"u8.ToArray(), "</"u8.ToArray()),
        ["open quotes"] = (new HtmlContainer(), "<html><a "u8.ToArray(), "=\" '"u8.ToArray()),
        ["less than"] = (new HtmlContainer(), "<html>"u8.ToArray(), "< "u8.ToArray()),
        ["end records"] = (new ZipContainer(), Samples.Epub, "PK\u0005\u0006"u8.ToArray()),
        ["central headers"] = (new ZipContainer(), "PK\u0003\u0004"u8.ToArray(), "PK\u0001\u0002"u8.ToArray()),
    };

    [Theory, MemberData(nameof(Floods))]
    public void A_flood_takes_linear_time_and_little_memory(string name)
    {
        var (container, start, again) = Flooded[name];
        var file = new byte[FloodLength];
        start.CopyTo(file, 0);
        for (var at = start.Length; at < file.Length; at += again.Length) again.AsSpan(0, Math.Min(again.Length, file.Length - at)).CopyTo(file.AsSpan(at));

        var before = GC.GetAllocatedBytesForCurrentThread();
        var clock = Stopwatch.StartNew();
        _ = Try(() => container.Find(file));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2 * FloodLength);
        // A few milliseconds when linear, minutes when not.
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 5);
    }

    [Fact]
    public void A_length_that_lies_allocates_nothing()
    {
        byte[] png = [.. Samples.PalettePng[..33], 0x7F, 0xFF, 0xFF, 0xFF, .. "caBX"u8, 1, 2, 3, 4];
        byte[] webp = [.. "RIFF"u8, 0xFF, 0xFF, 0xFF, 0xFF, .. "WEBPC2PA"u8, 0xFF, 0xFF, 0xFF, 0x7F, 1, 2];
        var text = new TextContainer().Embed("a"u8, new byte[1 << 20])[..2_000];
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Null(new PngContainer().Find(png));
        Assert.Null(new WebpContainer().Find(webp));
        Assert.Null(Try(() => new TextContainer().Find(text)));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
    }

    [Fact]
    public void Signing_a_picture_allocates_one_copy_of_it()
    {
        var picture = Encoding.ASCII.GetBytes(new string('x', 3 << 20));
        byte[] bare = [.. Samples.PalettePng[..33], .. Samples.Chunk("IDAT", picture), .. Samples.PalettePng[^12..]];
        var store = Samples.Store(20_000);
        var png = new PngContainer();
        var before = GC.GetAllocatedBytesForCurrentThread();
        png.Embed(bare, store);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, bare.Length, bare.Length + 3 * store.Length);
    }

    private static T? Try<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (ContainerException)
        {
            return default;
        }
    }
}
