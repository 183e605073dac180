using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;
using MuseSpark.Inference.Image;
using MuseSpark.Web.Data;
using MuseSpark.Web.Outputs;

namespace MuseSpark.Web.Tests.Outputs;

public sealed class BlobStoreTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("musespark-blobs-").FullName;
    private readonly Later _time = new();
    private readonly DataFolder _folder;
    private readonly BlobStore _blobs;

    public BlobStoreTests()
    {
        _folder = new DataFolder(new ConfigurationBuilder().AddInMemoryCollection([new("MUSESPARK_DATA", _root)]).Build());
        _blobs = new BlobStore(_folder, _time);
    }

    [Fact]
    public async Task Bytes_are_found_under_their_hash_two_folders_deep()
    {
        byte[] bytes = [1, 2, 3];
        var name = await _blobs.PutAsync(bytes, default);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), name);
        Assert.Equal(Path.Combine(_folder.Blobs, name[..2], name[2..4], name), _blobs.Find(name)!.FullName);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(_blobs.Find(name)!.FullName));
    }

    [Fact]
    public async Task The_same_bytes_are_kept_once_even_when_put_at_the_same_time()
    {
        var bytes = RandomNumberGenerator.GetBytes(100_000);
        var names = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => _blobs.PutAsync(bytes, default)));
        Assert.Single(names.Distinct());
        Assert.Single(Directory.GetFiles(_folder.Blobs, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task What_an_interrupted_write_left_goes_once_it_is_old_and_whole_blobs_stay()
    {
        var name = await _blobs.PutAsync(new byte[] { 9 }, default);
        var left = _blobs.Find(name)!.FullName + ".0123.part";
        await File.WriteAllBytesAsync(left, [1]);

        _blobs.RemoveUnfinished();
        Assert.True(File.Exists(left));
        _time.Offset = TimeSpan.FromHours(1);
        _blobs.RemoveUnfinished();
        Assert.False(File.Exists(left));
        Assert.NotNull(_blobs.Find(name));
    }

    [Fact]
    public async Task A_cancelled_write_leaves_nothing_behind()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _blobs.PutAsync(new byte[1000], new CancellationToken(canceled: true)));
        Assert.Empty(Directory.GetFiles(_root, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Too_large_a_blob_is_refused() =>
        await Assert.ThrowsAsync<InvalidDataException>(() => _blobs.PutAsync(new byte[BlobStore.MaxBytes + 1], default));

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("")]
    [InlineData("ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789")]
    [InlineData("..\\..\\..\\..\\..\\..\\..\\..\\..\\..\\..\\..\\..\\..\\..\\..\\..\\..\\..\\..\\..a")]
    public void Only_hashes_name_blobs(string name) => Assert.Throws<ArgumentException>(() => _blobs.Find(name));

    [Fact]
    public void The_same_pixels_give_the_same_png_and_read_back_unchanged()
    {
        var pixels = Enumerable.Range(0, 24 * 16 * 3).Select(i => (byte)(i * 7)).ToArray();
        var png = Png.Encode(new RgbImage(24, 16, pixels));
        Assert.Equal(png, Png.Encode(new RgbImage(24, 16, pixels)));
        using var read = SkiaSharp.SKBitmap.Decode(png);
        var back = Enumerable.Range(0, 24 * 16).Select(i => read.GetPixel(i % 24, i / 24)).SelectMany(c => new[] { c.Red, c.Green, c.Blue });
        Assert.Equal(pixels, back);
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private sealed class Later : TimeProvider
    {
        public TimeSpan Offset { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Offset;
    }
}
