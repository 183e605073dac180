using System.Formats.Tar;
using System.IO.Compression;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Packs;

namespace MuseSpark.Inference.Tests.Packs;

public class PackageArchiveTests
{
    private const string Wanted = "package/a.txt";

    private static TarEntry[] Good => [File(Wanted)];

    [Fact]
    public async Task What_is_wanted_is_read_and_the_rest_passed_over()
    {
        var archive = TinyPackage.Tar([new PaxTarEntry(TarEntryType.Directory, "package/"), File("package/b.txt"), .. Good]);
        Assert.Equal("hello"u8.ToArray(), (await ReadAsync(archive))[Wanted]);
    }

    public static TheoryData<string, string> Hostile => new()
    {
        { "a link", "SymbolicLink" },
        { "a hard link", "HardLink" },
        { "a device", "BlockDevice" },
        { "a pipe", "Fifo" },
        { "a path upwards", "leads outside" },
        { "a path from the root", "leads outside" },
        { "a path of another system", "leads outside" },
        { "a drive", "leads outside" },
        { "a file twice", "twice" },
        { "no such file", "no file package/a.txt" },
        { "a huge file", "larger than 16 MB" },
    };

    [Theory, MemberData(nameof(Hostile))]
    public async Task What_no_package_has_is_refused(string what, string sentence)
    {
        TarEntry[] entries = what switch
        {
            "a link" => [new PaxTarEntry(TarEntryType.SymbolicLink, "package/b") { LinkName = "/etc/passwd" }, .. Good],
            "a hard link" => [new PaxTarEntry(TarEntryType.HardLink, Wanted) { LinkName = "/etc/passwd" }],
            "a device" => [new PaxTarEntry(TarEntryType.BlockDevice, "package/b"), .. Good],
            "a pipe" => [new PaxTarEntry(TarEntryType.Fifo, "package/b"), .. Good],
            "a path upwards" => [File("package/../../b"), .. Good],
            "a path from the root" => [File("/package/b"), .. Good],
            "a path of another system" => [File("package\\..\\b"), .. Good],
            "a drive" => [File("c:/b"), .. Good],
            "a file twice" => [.. Good, File(Wanted)],
            "a huge file" => [new PaxTarEntry(TarEntryType.RegularFile, Wanted) { DataStream = new MemoryStream(new byte[(16 << 20) + 1]) }],
            _ => [File("package/b.txt")],
        };
        Assert.Contains(sentence, (await Assert.ThrowsAsync<ModelException>(() => ReadAsync(TinyPackage.Tar(entries)))).Message);
    }

    [Fact]
    public async Task A_small_archive_does_not_become_a_huge_one()
    {
        // 300 MB of zeros in some 300 KB.
        var zeros = new PaxTarEntry(TarEntryType.RegularFile, "package/zeros") { DataStream = new MemoryStream(new byte[300 << 20]) };
        var archive = TinyPackage.Tar([zeros, .. Good]);
        Assert.True(archive.Length < 5 << 20);
        Assert.Contains("damaged", (await Assert.ThrowsAsync<ModelException>(() => ReadAsync(archive))).Message);
    }

    [Fact]
    public async Task Files_without_end_are_refused()
    {
        var entries = Enumerable.Range(0, 10_001).Select(i => (TarEntry)new UstarTarEntry(TarEntryType.RegularFile, $"package/{i}")).ToArray();
        Assert.Contains("more than 10000 files", (await Assert.ThrowsAsync<ModelException>(() => ReadAsync(TinyPackage.Tar(entries)))).Message);
    }

    [Fact]
    public async Task Damage_is_told_in_a_sentence()
    {
        var whole = TinyPackage.Tar(Good);
        byte[] noise = [.. Enumerable.Range(0, 2_000).Select(i => (byte)(i * 31))];
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) await gzip.WriteAsync(noise);
        foreach (var archive in new[] { [], noise, packed.ToArray(), whole[..(whole.Length / 2)] })
            Assert.Matches("damaged|no file", (await Assert.ThrowsAsync<ModelException>(() => ReadAsync(archive))).Message);
    }

    private static TarEntry File(string path) => TinyPackage.File(path, "hello"u8.ToArray());

    private static Task<IReadOnlyDictionary<string, byte[]>> ReadAsync(byte[] archive) => PackageArchive.ReadAsync(new MemoryStream(archive), [Wanted], CancellationToken.None);
}
