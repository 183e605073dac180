using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using MuseSpark.Inference.Hub;
using MuseSpark.Inference.Installing;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Tests.Hub;
using MuseSpark.Inference.Tests.Packs;
using MuseSpark.Inference.Tests.Text;
using MuseSpark.Inference.Text;

namespace MuseSpark.Inference.Tests.Installing;

public sealed class ModelPullTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("musespark-pull-").FullName;
    private readonly TinyModel _tiny = new();
    private TestHub _hub = null!;
    private HubClient _client = null!;

    private string Models => Path.Combine(_folder, "models");
    private string Downloads => Path.Combine(_folder, "downloads");

    public async Task InitializeAsync()
    {
        _hub = await TestHub.StartAsync();
        foreach (var file in new[] { "config.json", "tokenizer.json" }) _hub.Files[file] = await File.ReadAllBytesAsync(Path.Combine(_tiny.Folder, file));
        _hub.Files["onnx/model.onnx"] = _hub.Files["onnx/model_int8.onnx"] = await File.ReadAllBytesAsync(_tiny.OnnxFile);
        _client = new HubClient(_hub.Options, new HastyTime());
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        _tiny.Dispose();
        await _hub.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_model_just_works_after_the_pull()
    {
        var progress = new List<PullProgress>();
        var place = await PullAsync(told: progress.Add);
        Assert.Equal(Path.Combine(Models, "tiny-int8"), place);
        Assert.Equal(PullStage.Checking, progress[^1].Stage);

        using var catalog = Open();
        var entry = Assert.Single(catalog.Models);
        Assert.Null(entry.Problem);
        Assert.Equal(("tiny (int8)", "apache-2.0", new ModelSource(TestHub.Repository, TestHub.Commit, "int8")), (entry.Manifest.Name, entry.Manifest.Licence, entry.Manifest.Source));
        var model = (await catalog.UseTextAsync("tiny-int8", CancellationToken.None)).Model;
        var text = new StringBuilder();
        await foreach (var piece in model.GenerateAsync(new TextRequest { Kind = "story", Prompt = "once", Seed = 1, Options = new TextOptions { MaxTokens = 8 } }, CancellationToken.None)) text.Append(piece.Text);
        Assert.NotEqual("", text.ToString());
    }

    [Fact]
    public async Task The_built_in_model_works_as_a_repository_too()
    {
        var folder = Path.Combine(RepositoryFiles.Models, "spark-text");
        _hub.Files.Clear();
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)) _hub.Files[Path.GetRelativePath(folder, file)] = await File.ReadAllBytesAsync(file);
        await PullAsync("int8");
        using var catalog = Open();
        Assert.Equal("spark", Assert.Single(catalog.Models).Manifest.Architecture);
        Assert.Contains("story", (await catalog.UseTextAsync("tiny-int8", CancellationToken.None)).Model.Manifest.Prompts.Keys);
    }

    [Fact]
    public async Task One_that_is_here_is_not_fetched_again_and_another_one_does_not_take_its_place()
    {
        await PullAsync();
        _hub.AskedStore.Clear();
        await PullAsync();
        Assert.Empty(_hub.AskedStore);

        var manifest = Path.Combine(Models, "tiny-int8", "model.json");
        await File.WriteAllTextAsync(manifest, (await File.ReadAllTextAsync(manifest)).Replace(TestHub.Commit, new string('1', 40)));
        Assert.Contains("Remove it first", (await Assert.ThrowsAsync<ModelException>(() => PullAsync())).Message);
    }

    [Fact]
    public async Task What_can_not_be_opened_never_gets_into_the_models()
    {
        var graph = _hub.Files["onnx/model_int8.onnx"];
        foreach (var broken in new[] { graph[..^100], new byte[20_000], [.. graph, .. graph] })
        {
            _hub.Files["onnx/model_int8.onnx"] = broken;
            Assert.Contains("can't be used", (await Assert.ThrowsAsync<ModelException>(() => PullAsync())).Message);
            Assert.False(Directory.Exists(Models));
        }
        _hub.Files["onnx/model_int8.onnx"] = graph;
        _hub.Files["tokenizer.json"] = "{}"u8.ToArray();
        await Assert.ThrowsAsync<ModelException>(() => PullAsync());
        Assert.False(Directory.Exists(Models));
    }

    [Fact]
    public async Task A_pull_that_was_broken_off_goes_on()
    {
        var plan = await PlanAsync();
        for (var i = 0; i < 4; i++) _hub.Troubles.Enqueue(TestHub.BreakAfter(i == 0 ? 15_000 : 0));
        Assert.Contains("is kept", (await Assert.ThrowsAsync<ModelException>(() => InstallAsync(plan))).Message);
        _hub.AskedStore.Clear();
        await InstallAsync(plan);
        Assert.Equal(15_000, _hub.AskedStore.First().From);
    }

    [Theory]
    [InlineData("Qwen2.5-0.5B-Instruct", "qwen2.5-0.5b-instruct-int8")]
    [InlineData("..", "model-int8")]
    [InlineData("Ümläut 7B", "ml-ut-7b-int8")]
    [InlineData("spark-text-1", "spark-text-1-int8")]
    public void Ids_are_plain(string name, string id) => Assert.Equal(id, ModelAssembly.IdOf(name, new("int8", [], 0)));

    [Fact]
    public async Task A_folder_is_imported_as_it_is()
    {
        var place = await ModelImport.InstallAsync(_tiny.Folder, "fp32", "MIT", Models, Downloads, CancellationToken.None);
        Assert.EndsWith("-fp32", place);
        using var catalog = Open();
        using var lease = await catalog.UseTextAsync(Assert.Single(catalog.Models).Manifest.Id, CancellationToken.None);
        Assert.Contains("here already", (await Assert.ThrowsAsync<ModelException>(() => ModelImport.InstallAsync(_tiny.Folder, null, "MIT", Models, Downloads, CancellationToken.None))).Message);
    }

    [Fact]
    public async Task A_folder_with_links_is_not_imported_nor_a_model_with_links_opened()
    {
        await ModelImport.InstallAsync(_tiny.Folder, null, "MIT", Models, Downloads, CancellationToken.None);
        using var catalog = Open();
        var entry = Assert.Single(catalog.Models);
        var config = Path.Combine(entry.Folder, "config.json");
        File.Move(config, config + ".real");
        File.CreateSymbolicLink(config, config + ".real");
        Assert.Contains("is a link", (await Assert.ThrowsAsync<ModelException>(() => catalog.UseTextAsync(entry.Manifest.Id, CancellationToken.None))).Message);

        File.CreateSymbolicLink(Path.Combine(_tiny.Folder, "LICENSE"), "/etc/passwd");
        Assert.Contains("LICENSE is a link", (await Assert.ThrowsAsync<ModelException>(() => ModelImport.InstallAsync(_tiny.Folder, null, "MIT", Models, Downloads, CancellationToken.None))).Message);
    }

    private ModelCatalog Open() => ModelCatalog.Open([Models], new ModelCatalogOptions(), NullLogger.Instance);

    private async Task<string> PullAsync(string? precision = null, Action<PullProgress>? told = null) => await InstallAsync(await PlanAsync(), precision, told);

    private Task<PullPlan> PlanAsync() => new ModelPull(_client, TimeProvider.System).PlanAsync(HubRepository.Parse(TestHub.Repository), null, CancellationToken.None);

    private Task<string> InstallAsync(PullPlan plan, string? precision = null, Action<PullProgress>? told = null) =>
        new ModelPull(_client, TimeProvider.System).InstallAsync(plan, precision, Models, Downloads, told ?? (_ => { }), CancellationToken.None);
}
