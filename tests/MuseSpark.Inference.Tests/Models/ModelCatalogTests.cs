using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using MuseSpark.Inference.Installing;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Tests.Image;
using MuseSpark.Inference.Tests.Text;
using MuseSpark.Inference.Text;

namespace MuseSpark.Inference.Tests.Models;

public class ModelCatalogTests
{
    private static TinyModel Folder(Func<ModelManifest, ModelManifest>? change = null)
    {
        var folder = new TinyModel(manifest: change);
        File.WriteAllText(Path.Combine(folder.Folder, "model.json"), JsonSerializer.Serialize(folder.Manifest, JsonSerializerOptions.Web));
        return folder;
    }

    private static ModelCatalog Open(params string[] folders) => ModelCatalog.Open(folders, new ModelCatalogOptions(), NullLogger.Instance);

    [Fact]
    public async Task A_model_is_found_opened_once_and_writes()
    {
        using var folder = Folder();
        using var catalog = Open(folder.Folder, "/no/such/folder");
        Assert.Null(Assert.Single(catalog.Models).Problem);
        Assert.Equal("tiny", catalog.Find(null, "story")?.Manifest.Id);
        Assert.Equal("tiny", catalog.Find("tiny", "chat")?.Manifest.Id);
        Assert.Null(catalog.Find("tiny", "picture"));
        Assert.Null(catalog.Find("other", "story"));

        var loads = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => catalog.UseTextAsync("tiny", CancellationToken.None)));
        Assert.All(loads, lease => Assert.Same(loads[0].Model, lease.Model));
        await foreach (var piece in loads[0].Model.GenerateAsync(new TextRequest { Kind = "story", Prompt = "x", Seed = 1 }, CancellationToken.None))
            if (piece.Finish is not null) Assert.Equal(FinishReason.MaxTokens, piece.Finish);
    }

    [Fact]
    public void A_folder_of_folders_is_looked_through()
    {
        using var one = Folder(m => m with { Id = "one" });
        using var two = Folder(m => m with { Id = "two" });
        var root = Directory.CreateTempSubdirectory("models").FullName;
        Directory.CreateSymbolicLink(Path.Combine(root, "b"), two.Folder);
        Directory.CreateSymbolicLink(Path.Combine(root, "a"), one.Folder);
        Directory.CreateDirectory(Path.Combine(root, "c"));
        using var catalog = Open(root, one.Folder);
        Assert.Equal(["one", "two", "one"], catalog.Models.Select(m => m.Manifest.Id));
        Assert.Contains("the same id", catalog.Models[2].Problem);
        Directory.Delete(root, recursive: true);
    }

    public static TheoryData<string, string> BrokenManifests => new()
    {
        { "can't be read", "{" },
        { "can't be read", "[]" },
        { "can't be read", "{}" },
        { "can't be read", """{ "id": null }""" },
        { "the id must be", """{ "id": "../x" }""" },
        { "kind must be text, image, enlarger, classifier or picture-classifier", """{ "kind": "sound" }""" },
        { "1 to 32 kinds", """{ "kinds": [] }""" },
        { "1 to 32 kinds", """{ "kinds": [null] }""" },
        { "isn't a plain path", """{ "files": { "../secret": "HASH" } }""" },
        { "isn't a plain path", """{ "files": { "/etc/passwd": "HASH" } }""" },
        { "isn't a plain path", """{ "files": { "a\\b": "HASH" } }""" },
        { "64 hexadecimal", """{ "files": { "config.json": "abc" } }""" },
        { "64 hexadecimal", """{ "files": { "config.json": null } }""" },
        { "exactly once", """{ "prompts": { "story": "no place" } }""" },
        { "exactly once", """{ "prompts": { "story": null } }""" },
        { "latentToRgb", """{ "latentToRgb": { "weights": [[1, 2]], "bias": [0, 0, 0] } }""" },
        { "multiples of 8", """{ "sizes": [100] }""" },
        { "is missing", """{ "files": { "nothing.bin": "HASH" } }""" },
        { "isn't known; known are", """{ "architecture": "nosuch" }""" },
    };

    [Theory, MemberData(nameof(BrokenManifests))]
    public void A_broken_manifest_is_listed_with_its_problem(string words, string change)
    {
        using var folder = Folder();
        var path = Path.Combine(folder.Folder, "model.json");
        if (change.Contains(':'))
        {
            var json = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(File.ReadAllText(path))!;
            foreach (var (key, value) in JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(change.Replace("HASH", new string('0', 64)))!) json[key] = value;
            change = JsonSerializer.Serialize(json);
        }
        File.WriteAllText(path, change);
        using var catalog = Open(folder.Folder);
        var problem = Assert.Single(catalog.Models).Problem;
        Assert.Contains(words, problem);
        Assert.Null(catalog.Find(null, "story"));
    }

    [Fact]
    public void A_huge_manifest_is_not_read()
    {
        using var folder = Folder();
        File.WriteAllText(Path.Combine(folder.Folder, "model.json"), new string(' ', (1 << 20) + 1));
        using var catalog = Open(folder.Folder);
        Assert.Contains("larger than 1 MB", Assert.Single(catalog.Models).Problem);
    }

    [Fact]
    public async Task A_changed_file_is_refused_with_a_sentence_until_it_is_mended()
    {
        using var folder = Folder();
        using var catalog = Open(folder.Folder);
        var whole = File.ReadAllBytes(folder.OnnxFile);
        File.WriteAllBytes(folder.OnnxFile, whole[..^1]);
        var problem = await Assert.ThrowsAsync<ModelException>(async () => await catalog.UseTextAsync("tiny", CancellationToken.None));
        Assert.Contains("onnx/model.onnx of Tiny is not the one that model.json describes", problem.Message);
        Assert.Equal(problem.Message, catalog.Models[0].Problem);
        Assert.Null(catalog.Find(null, "story"));
        Assert.NotNull(catalog.Find("tiny", "story"));

        File.WriteAllBytes(folder.OnnxFile, whole);
        using var lease = await catalog.UseTextAsync("tiny", CancellationToken.None);
        Assert.Null(catalog.Models[0].Problem);
    }

    [Fact]
    public async Task A_graph_that_model_json_does_not_list_is_refused_until_it_is_gone_or_listed()
    {
        using var files = new TinyPicture();
        using var catalog = Open(List("vae_decoder/model.onnx"));
        Assert.Contains("graph vae_decoder/model.onnx of Tiny isn't listed", (await Assert.ThrowsAsync<ModelException>(UseAsync)).Message);
        catalog.Refresh("/no/such/folder");
        Assert.NotNull(catalog.Models[0].Problem);
        List();
        await UseAsync();

        // What is not opened today may be tomorrow.
        files.WriteUpscaler();
        using var anew = Open(files.Folder);
        Assert.Contains("graph upscaler/model.onnx", await ModelCare.VerifyAsync(anew.Models[0], CancellationToken.None));
        await Assert.ThrowsAsync<ModelException>(async () => await anew.UseImageAsync("tiny", CancellationToken.None));
        Directory.Delete(Path.Combine(files.Folder, "upscaler"), recursive: true);
        anew.Refresh("/no/such/folder");
        Assert.Null(anew.Models[0].Problem);

        async Task UseAsync() => (await catalog.UseImageAsync("tiny", CancellationToken.None)).Dispose();

        string List(string? leftOut = null)
        {
            var paths = Directory.EnumerateFiles(files.Folder, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(files.Folder, path)).Where(path => path != "model.json" && path != leftOut);
            var manifest = TinyPicture.Manifest with { Files = paths.ToDictionary(path => path, path => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(files.Folder, path))))) };
            files.Write("model.json", JsonSerializer.Serialize(manifest, JsonSerializerOptions.Web));
            return files.Folder;
        }
    }

    [Theory]
    [InlineData("upscaler"), InlineData("chat_template.jinja"), InlineData("onnx/deep")]
    public async Task A_link_in_the_folder_is_refused_listed_or_not(string name)
    {
        using var folder = Folder();
        using var other = Folder();
        var link = Path.Combine(folder.Folder, name);
        if (name.Contains('.')) File.CreateSymbolicLink(link, Path.Combine(other.Folder, "config.json"));
        else Directory.CreateSymbolicLink(link, other.Folder);
        using var catalog = Open(folder.Folder);
        Assert.Contains($"{name} of Tiny is a link", (await Assert.ThrowsAsync<ModelException>(async () => await catalog.UseTextAsync("tiny", CancellationToken.None))).Message);
        File.Delete(link);
        catalog.Refresh("/no/such/folder");
        using var lease = await catalog.UseTextAsync("tiny", CancellationToken.None);
        Assert.Null(catalog.Models[0].Problem);
    }

    [Fact]
    public async Task A_folder_that_is_a_link_itself_is_opened()
    {
        using var folder = Folder();
        var root = Directory.CreateTempSubdirectory("models").FullName;
        Directory.CreateSymbolicLink(Path.Combine(root, "a"), folder.Folder);
        using (var catalog = Open(root))
        using (await catalog.UseTextAsync("tiny", CancellationToken.None)) { }
        Directory.Delete(root, recursive: true);
    }

    [Fact]
    public async Task A_model_that_could_not_be_opened_is_looked_at_again()
    {
        using var folder = Folder();
        using var catalog = Open(folder.Folder);
        using (new FileStream(folder.OnnxFile, FileMode.Open, FileAccess.Read, FileShare.None))
            await Assert.ThrowsAsync<ModelException>(async () => await catalog.UseTextAsync("tiny", CancellationToken.None));
        Assert.NotNull(catalog.Models[0].Problem);
        catalog.Refresh("/no/such/folder");
        Assert.Null(catalog.Models[0].Problem);

        // What is damaged stays so until it changes.
        var whole = File.ReadAllBytes(folder.OnnxFile);
        File.WriteAllBytes(folder.OnnxFile, whole[..^1]);
        await Assert.ThrowsAsync<ModelException>(async () => await catalog.UseTextAsync("tiny", CancellationToken.None));
        catalog.Refresh("/no/such/folder");
        Assert.NotNull(catalog.Models[0].Problem);
        File.WriteAllBytes(folder.OnnxFile, whole);
        catalog.Refresh("/no/such/folder");
        Assert.Null(catalog.Models[0].Problem);
    }

    [Fact]
    public async Task A_model_that_is_not_there_is_named_in_the_problem()
    {
        using var folder = Folder();
        using var catalog = Open(folder.Folder);
        foreach (var load in (Func<Task>[])
            [async () => await catalog.UseTextAsync("none", CancellationToken.None), async () => await catalog.UseImageAsync("tiny", CancellationToken.None)])
            Assert.StartsWith("There is no ", (await Assert.ThrowsAsync<ModelException>(load)).Message);
    }

    [Fact]
    public async Task Giving_up_waiting_does_not_stop_the_opening_for_others()
    {
        using var folder = Folder();
        using var catalog = Open(folder.Folder);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await catalog.UseTextAsync("tiny", new CancellationToken(canceled: true)));
        using var lease = await catalog.UseTextAsync("tiny", CancellationToken.None);
        Assert.NotNull(lease.Model);
    }
}
