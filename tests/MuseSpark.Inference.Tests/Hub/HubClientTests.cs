using Microsoft.AspNetCore.Http;
using MuseSpark.Inference.Hub;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Tests.Packs;

namespace MuseSpark.Inference.Tests.Hub;

public sealed class HubClientTests : IAsyncLifetime
{
    private readonly byte[] _weights = [.. Enumerable.Range(0, 300_000).Select(i => (byte)(i * 7 + i / 251))];
    private readonly string _folder = Directory.CreateTempSubdirectory("musespark-hub-").FullName;
    private readonly HubRepository _repository = HubRepository.Parse(TestHub.Repository);
    private readonly List<long> _arrived = [];
    private TestHub _hub = null!;
    private HubClient _client = null!;

    private string Target => Path.Combine(_folder, "model.part");

    public async Task InitializeAsync()
    {
        _hub = await TestHub.StartAsync();
        _hub.Files["config.json"] = "{}"u8.ToArray();
        _hub.Files["onnx/model.onnx"] = _weights;
        Open(options => options);
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _hub.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_repository_is_listed_at_one_commit_with_sizes_and_hashes()
    {
        var model = await LookUpAsync();
        Assert.Equal((TestHub.Commit, "apache-2.0"), (model.Revision, model.Licence));
        Assert.Equal(["config.json", "onnx/model.onnx"], model.Files.Select(f => f.Path));
        Assert.Equal([2, 300_000], model.Files.Select(f => f.Bytes));
        Assert.Equal([true, false], model.Files.Select(f => f.Hash.IsGit));
    }

    [Fact]
    public async Task A_long_listing_comes_in_pages()
    {
        for (var i = 0; i < 25; i++) _hub.Files[$"part-{i}"] = [1];
        _hub.PageSize = 10;
        Assert.Equal(27, (await LookUpAsync()).Files.Count);
        Assert.Equal(3, _hub.Asked.Count(a => a.Path.Contains("/tree/")));
    }

    [Fact]
    public async Task A_file_is_fetched_from_where_the_hub_points_to_and_only_the_hub_sees_the_token()
    {
        Open(options => options with { Token = "hf_secret" });
        Assert.Equal(_weights, await FetchAsync("onnx/model.onnx"));
        Assert.All(_hub.Asked, asked => Assert.Equal("Bearer hf_secret", asked.Token));
        Assert.Null(Assert.Single(_hub.AskedStore).Token);
    }

    [Fact]
    public async Task A_small_file_comes_from_the_hub_itself()
    {
        Assert.Equal("{}"u8.ToArray(), await FetchAsync("config.json"));
        Assert.Empty(_hub.AskedStore);
    }

    [Fact]
    public async Task A_download_that_breaks_off_goes_on_where_it_ended()
    {
        _hub.Troubles.Enqueue(TestHub.BreakAfter(100_000));
        _hub.Troubles.Enqueue(TestHub.BreakAfter(50_000));
        Assert.Equal(_weights, await FetchAsync("onnx/model.onnx"));
        Assert.Equal([0, 100_000, 150_000], _hub.AskedStore.Select(a => a.From));
    }

    [Fact]
    public async Task One_that_another_process_began_is_taken_up()
    {
        await File.WriteAllBytesAsync(Target, _weights[..123_456]);
        Assert.Equal(_weights, await FetchAsync("onnx/model.onnx"));
        Assert.Equal([123_456], _hub.AskedStore.Select(a => a.From));
    }

    [Fact]
    public async Task What_was_begun_with_other_bytes_is_fetched_anew()
    {
        await File.WriteAllBytesAsync(Target, new byte[1_000]);
        Assert.Equal(_weights, await FetchAsync("onnx/model.onnx"));
        Assert.Equal([1_000, 0], _hub.AskedStore.Select(a => a.From));

        await File.WriteAllBytesAsync(Target, new byte[400_000]);
        Assert.Equal(_weights, await FetchAsync("onnx/model.onnx"));
    }

    [Fact]
    public async Task A_server_that_knows_no_ranges_is_asked_from_the_beginning()
    {
        await File.WriteAllBytesAsync(Target, _weights[..100_000]);
        _hub.Troubles.Enqueue(async (context, _) =>
        {
            context.Response.StatusCode = 200;
            context.Response.Headers.ContentRange = default;
            await context.Response.Body.WriteAsync(_weights);
            return true;
        });
        Assert.Equal(_weights, await FetchAsync("onnx/model.onnx"));
    }

    [Theory]
    [InlineData("onnx/model.onnx")]
    [InlineData("config.json")]
    public async Task Other_bytes_than_announced_are_neither_used_nor_kept(string path)
    {
        _hub.Troubles.Enqueue(async (context, body) =>
        {
            await context.Response.Body.WriteAsync(body.Select(b => (byte)~b).ToArray());
            return true;
        });
        Assert.Contains("is not what it announced", (await Assert.ThrowsAsync<ModelException>(() => FetchAsync(path))).Message);
        Assert.Equal(0, new FileInfo(Target).Length);
    }

    [Fact]
    public async Task A_body_without_end_is_not_read_further_than_the_file_is_long()
    {
        _hub.Troubles.Enqueue(async (context, body) =>
        {
            while (true) await context.Response.Body.WriteAsync(body, context.RequestAborted);
        });
        Assert.Contains("is not what it announced", (await Assert.ThrowsAsync<ModelException>(() => FetchAsync("onnx/model.onnx"))).Message);
        Assert.Equal(0, new FileInfo(Target).Length);
        Assert.All(_arrived, bytes => Assert.InRange(bytes, 0, _weights.Length));
    }

    [Fact]
    public async Task A_silent_server_is_given_up()
    {
        Open(options => options with { Silence = TimeSpan.FromMilliseconds(300) });
        for (var i = 0; i < 4; i++)
            _hub.Troubles.Enqueue(async (context, body) =>
            {
                context.Response.ContentLength = body.Length;
                // A byte now and then is silence, too.
                for (var at = 0; !context.RequestAborted.IsCancellationRequested; at++)
                {
                    await context.Response.Body.WriteAsync(body.AsMemory(at, 1));
                    await Task.Delay(100);
                }
                return true;
            });
        Assert.Contains("can't be reached", (await Assert.ThrowsAsync<ModelException>(() => FetchAsync("onnx/model.onnx"))).Message);
        Assert.InRange(new FileInfo(Target).Length, 1, 200);
        // A try that was given up before it came there met no trouble.
        _hub.Troubles.Clear();
        Assert.Equal(_weights, await FetchAsync("onnx/model.onnx"));
    }

    [Theory]
    [InlineData(401, "GatedRepo", "accepted its terms", 1)]
    [InlineData(403, "GatedRepo", "set Hub__Token", 1)]
    [InlineData(401, "", "shows no repository makers/tiny", 1)]
    [InlineData(404, "RepoNotFound", "shows no repository makers/tiny", 1)]
    [InlineData(404, "RevisionNotFound", "no such revision", 1)]
    [InlineData(451, "", "status 451", 1)]
    [InlineData(429, "", "too much to do", 4)]
    [InlineData(503, "", "too much to do", 4)]
    public async Task A_refusal_is_told_in_a_sentence_and_only_what_may_pass_is_tried_again(int status, string code, string sentence, int times)
    {
        _hub.First = context =>
        {
            TestHub.Refuse(context, status, code);
            return true;
        };
        Assert.Contains(sentence, (await Assert.ThrowsAsync<ModelException>(LookUpAsync)).Message);
        Assert.Equal(times, _hub.Asked.Count);
    }

    [Fact]
    public async Task Somebody_who_waits_does_not_wait_for_minutes()
    {
        _hub.First = context =>
        {
            (context.Response.StatusCode, context.Response.Headers.RetryAfter) = (429, "300");
            return true;
        };
        Assert.Contains("few minutes", (await Assert.ThrowsAsync<ModelException>(LookUpAsync)).Message);
        Assert.Single(_hub.Asked);
    }

    [Fact]
    public async Task A_hub_that_sends_in_circles_is_given_up()
    {
        _hub.First = context =>
        {
            context.Response.Redirect(context.Request.Path);
            return true;
        };
        Assert.Contains("without end", (await Assert.ThrowsAsync<ModelException>(LookUpAsync)).Message);
        Assert.Equal(6, _hub.Asked.Count);
    }

    [Theory]
    [InlineData("http://192.0.2.1/x")]
    [InlineData("ftp://127.0.0.1/x")]
    [InlineData("file:///etc/passwd")]
    public async Task Nothing_is_fetched_without_encryption_from_elsewhere(string address)
    {
        _hub.First = context =>
        {
            context.Response.Redirect(address);
            return true;
        };
        Assert.Contains("without encryption", (await Assert.ThrowsAsync<ModelException>(LookUpAsync)).Message);
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("<html>")]
    [InlineData("""{ "sha": "main" }""")]
    [InlineData("""{ "sha": "../../0123456789abcdef0123456789abcdef01" }""")]
    public async Task Nonsense_is_told(string answer)
    {
        _hub.First = context =>
        {
            context.Response.WriteAsync(answer).GetAwaiter().GetResult();
            return true;
        };
        Assert.Contains("doesn't speak as", (await Assert.ThrowsAsync<ModelException>(LookUpAsync)).Message);
    }

    [Fact]
    public async Task Files_with_odd_names_or_numbers_are_left_out()
    {
        foreach (var name in new[] { "../up", "/etc/passwd", "a/../b", "a\\b", "c:x", "NUL", "aux.onnx", "end.", "end ", "Config.json", "a\nb" }) _hub.Files[name] = [1];
        _hub.Files["negative"] = _hub.Files["nohash"] = [1];
        _hub.ListedAs = (path, entry) => path switch
        {
            "negative" => new { type = "file", path, size = -1, oid = new string('0', 40) },
            "nohash" => new { type = "file", path, size = 1, oid = "../../x" },
            _ => entry,
        };
        // Config.json and config.json are one file on some disks.
        Assert.Equal(["onnx/model.onnx"], (await LookUpAsync()).Files.Select(f => f.Path));
    }

    [Theory]
    [InlineData("onnx-community/Qwen2.5-0.5B-Instruct", "onnx-community/Qwen2.5-0.5B-Instruct")]
    [InlineData(" gpt2 ", "gpt2")]
    [InlineData("https://huggingface.co/onnx-community/SmolLM2-135M/tree/main/onnx", "onnx-community/SmolLM2-135M")]
    [InlineData("https://huggingface.co/a/b?library=x", "a/b")]
    public void An_id_or_an_address_names_a_repository(string text, string id) => Assert.Equal(id, HubRepository.Parse(text).Id);

    [Theory]
    [InlineData("")]
    [InlineData("a/b/c")]
    [InlineData("../x")]
    [InlineData("a/..")]
    [InlineData("a b/c")]
    [InlineData("a/b?c")]
    [InlineData("a/b%2f")]
    public void Anything_else_does_not(string text) => Assert.Throws<ModelException>(() => HubRepository.Parse(text));

    [Theory]
    [InlineData("http://example.org")]
    [InlineData("nowhere")]
    public void A_hub_elsewhere_has_an_encrypted_address(string address) => Assert.Contains("https://", Assert.Throws<ModelException>(() => HubOptions.From(address, null)).Message);

    private void Open(Func<HubOptions, HubOptions> change)
    {
        _client?.Dispose();
        _client = new HubClient(change(_hub.Options), new HastyTime());
    }

    private Task<HubModel> LookUpAsync() => _client.LookUpAsync(_repository, null, CancellationToken.None);

    private async Task<byte[]> FetchAsync(string path)
    {
        var model = await LookUpAsync();
        await _client.FetchAsync(model, model.Files.Single(f => f.Path == path), Target, _arrived.Add, CancellationToken.None);
        return await File.ReadAllBytesAsync(Target);
    }
}
