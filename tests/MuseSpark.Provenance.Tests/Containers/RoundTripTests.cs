using System.Security.Cryptography;
using MuseSpark.Provenance.Containers;

namespace MuseSpark.Provenance.Tests.Containers;

/// <summary>What holds of every container alike.</summary>
public sealed class RoundTripTests
{
    public static TheoryData<string> Names => Samples.Names;

    [Theory, MemberData(nameof(Names))]
    public void A_file_is_given_to_its_own_container(string name) =>
        Assert.IsType(Samples.All[name].Container.GetType(), ContainerList.For(Samples.All[name].Bare));

    [Theory, MemberData(nameof(Names))]
    public void A_bare_file_has_no_store_and_stays_as_it_is(string name)
    {
        var (container, bare) = Samples.All[name];
        Assert.Null(container.Find(bare));
        Assert.Equal(bare, container.Remove(bare));
    }

    [Theory, MemberData(nameof(Names))]
    public void A_store_of_any_size_lies_where_planned_and_comes_out_again(string name)
    {
        var (container, bare) = Samples.All[name];
        // JPEG's segments hold 65,525 and then 65,517 bytes each; odd lengths are padded in WebP.
        foreach (var length in new[] { 28, 29, 2_477, 65_525, 65_526, 65_525 + 65_517, 65_525 + 65_517 + 1, 300_000 })
        {
            var store = Samples.Store(length);
            var file = container.Embed(bare, store);
            var found = container.Find(file);
            Assert.NotNull(found);
            Assert.True(found.Store.Span.SequenceEqual(store));
            Assert.Equal(container.Plan(bare, store), found.Place);
            Assert.Equal(bare, container.Remove(file));
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void What_is_hashed_does_not_depend_on_the_store(string name)
    {
        var (container, bare) = Samples.All[name];
        if (container is ZipContainer) return; // bound by HashCollection, see ZipContainerTests
        var one = Samples.Store(5_000);
        // The same bytes in another order: as long, in text too.
        byte[] other = [.. one[..20], .. one[20..].Reverse()];
        Assert.Equal(HashOf(container, container.Embed(bare, one)), HashOf(container, container.Embed(bare, other)));
    }

    [Theory, MemberData(nameof(Names))]
    public void A_changed_byte_outside_of_the_store_changes_the_hash(string name)
    {
        var (container, bare) = Samples.All[name];
        if (container is ZipContainer) return;
        var file = container.Embed(bare, Samples.Store(200));
        var place = container.Find(file)!.Place;
        var hash = HashOf(container, file, place);
        for (var i = 0; i < file.Length; i++)
        {
            if (i >= place.Start && i < place.End) continue;
            file[i] ^= 1;
            Assert.NotEqual(hash, HashOf(container, file, place));
            file[i] ^= 1;
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Two_stores_are_refused(string name)
    {
        var (container, bare) = Samples.All[name];
        var twice = container.Embed(container.Embed(bare, Samples.Store(100)), Samples.Store(100, salt: 1));
        Assert.Throws<ContainerException>(() => container.Find(twice));
    }

    /// <summary>Cut short, or whole but without a picture.</summary>
    [Fact]
    public void What_shows_nothing_takes_no_store()
    {
        byte[][] files =
        [
            Samples.PalettePng[..^1],
            [.. Samples.PalettePng[..33], .. Samples.PalettePng[^12..]],
            [.. PngChunks.Signature],
            Samples.CmykJpeg[..^250],
            [0xFF, 0xD8, 0xFF, 0xD9],
            Samples.LossyWebp[..^1],
            [.. "RIFF\x04\0\0\0WEBP"u8],
            [.. "RIFF\x0C\0\0\0WEBPEXIF\0\0\0\0"u8],
            Samples.Epub[..^1],
        ];
        foreach (var file in files)
        {
            var container = ContainerList.For(file)!;
            Assert.Throws<ContainerException>(() => container.Plan(file, Samples.Store(100)));
            Assert.Throws<ContainerException>(() => container.Embed(file, Samples.Store(100)));
        }
    }

    private static string HashOf(IContainer container, byte[] file, ByteRange? place = null)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        container.Hash(file, [place ?? container.Find(file)!.Place], hash);
        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
