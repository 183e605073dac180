using MuseSpark.Inference.Models;
using MuseSpark.Inference.Packs;

namespace MuseSpark.Inference.Tests.Packs;

public sealed class NpmClientTests : IDisposable
{
    private readonly byte[] _archive = [.. Enumerable.Range(0, 300_000).Select(i => (byte)(i * 7 + i / 251))];
    private readonly string _folder = Directory.CreateTempSubdirectory("musespark-npm-").FullName;
    private readonly TestRegistry _registry;
    private readonly HttpClient _http = new();
    private readonly List<long> _arrived = [];

    public NpmClientTests() => _registry = new TestRegistry(_archive);

    private string Target => Path.Combine(_folder, "tiny.tgz");

    public void Dispose()
    {
        _http.Dispose();
        _registry.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_package_is_fetched_by_its_name_and_version()
    {
        Assert.Equal(_archive, await FetchAsync());
        Assert.Equal([("/npm/tiny/-/tiny-1.0.0.tgz", 0)], _registry.Asked);
        Assert.Equal((0, _archive.Length), (_arrived[0], _arrived[^1]));
        Assert.Equal("@scope/some/-/some-2.0.0.tgz", new NpmPackage("@scope/some", "2.0.0", "", 1).Address);
    }

    [Fact]
    public async Task A_download_that_breaks_off_goes_on_where_it_ended()
    {
        _registry.BreaksAfter.Enqueue(100_000);
        _registry.BreaksAfter.Enqueue(50_000);
        Assert.Equal(_archive, await FetchAsync());
        Assert.Equal([0, 100_000, 150_000], _registry.Asked.Select(a => a.From));
    }

    [Fact]
    public async Task One_that_broke_off_for_good_is_taken_up_the_next_time()
    {
        foreach (var bytes in new[] { 1_000, 1_000, 1_000, 1_000 }) _registry.BreaksAfter.Enqueue(bytes);
        Assert.Contains("ended the download early", (await Assert.ThrowsAsync<ModelException>(FetchAsync)).Message);
        Assert.Equal(4_000, new FileInfo(Target).Length);
        _registry.Asked.Clear();
        Assert.Equal(_archive, await FetchAsync());
        Assert.Equal([4_000], _registry.Asked.Select(a => a.From));
    }

    [Fact]
    public async Task A_registry_that_knows_no_ranges_is_asked_from_the_beginning()
    {
        _registry.KnowsRanges = false;
        _registry.BreaksAfter.Enqueue(100_000);
        Assert.Equal(_archive, await FetchAsync());
    }

    [Fact]
    public async Task What_is_whole_is_not_fetched_again()
    {
        await FetchAsync();
        await FetchAsync();
        Assert.Single(_registry.Asked);
    }

    [Fact]
    public async Task Another_package_under_the_name_is_not_used_nor_kept()
    {
        var known = TinyPackage.Describe(_archive);
        var other = TinyPackage.Describe([.. _archive[..^1], 0]);
        Assert.Contains("not tiny 1.0.0 as it is known here", (await Assert.ThrowsAsync<ModelException>(() => FetchAsync(other))).Message);
        Assert.Equal(0, new FileInfo(Target).Length);

        // Longer than it should be: not read to its end.
        Assert.Contains("not tiny 1.0.0", (await Assert.ThrowsAsync<ModelException>(() => FetchAsync(known with { Bytes = 1_000 }))).Message);
        Assert.Equal(0, new FileInfo(Target).Length);
        Assert.Equal(_archive, await FetchAsync());
    }

    [Theory]
    [InlineData(404, "has no tiny 1.0.0", 1)]
    [InlineData(401, "have an account", 1)]
    [InlineData(403, "have an account", 1)]
    [InlineData(503, "can't be reached", 4)]
    public async Task A_refusal_is_told_in_a_sentence_and_only_what_may_pass_is_tried_again(int status, string sentence, int times)
    {
        _registry.Status = status;
        Assert.Contains(sentence, (await Assert.ThrowsAsync<ModelException>(FetchAsync)).Message);
        Assert.Equal(times, _registry.Asked.Count);
    }

    [Fact]
    public async Task A_registry_that_is_not_there_is_told()
    {
        _registry.Dispose();
        Assert.Contains("can't be reached", (await Assert.ThrowsAsync<ModelException>(FetchAsync)).Message);
    }

    [Fact]
    public async Task Two_do_not_write_one_file()
    {
        await using var other = new FileStream(Target, FileMode.Create, FileAccess.ReadWrite, FileShare.None);
        Assert.Contains("already under way", (await Assert.ThrowsAsync<ModelException>(FetchAsync)).Message);
    }

    [Theory]
    [InlineData(null, "https://registry.npmjs.org/")]
    [InlineData("", "https://registry.npmjs.org/")]
    [InlineData("https://example.org/npm", "https://example.org/npm/")]
    [InlineData("http://localhost:4873/", "http://localhost:4873/")]
    public void A_registry_has_an_address_that_is_encrypted_or_here(string? given, string address) => Assert.Equal(address, NpmClient.RegistryAt(given).ToString());

    [Theory]
    [InlineData("http://example.org/")]
    [InlineData("ftp://example.org/")]
    [InlineData("file:///etc/")]
    [InlineData("nowhere")]
    public void Others_are_refused(string address) => Assert.Contains("https://", Assert.Throws<ModelException>(() => NpmClient.RegistryAt(address)).Message);

    private Task<byte[]> FetchAsync() => FetchAsync(TinyPackage.Describe(_archive));

    private async Task<byte[]> FetchAsync(NpmPackage package)
    {
        var client = new NpmClient(_http, _registry.Address, new HastyTime());
        await using var file = await client.FetchAsync(package, Target, _arrived.Add, CancellationToken.None);
        var bytes = new byte[file.Length];
        await file.ReadExactlyAsync(bytes);
        return bytes;
    }
}
