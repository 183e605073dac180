using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Tests.Text;
using MuseSpark.Inference.Text;

namespace MuseSpark.Inference.Tests.Models;

/// <summary>Three models alike, and memory for fewer.</summary>
public sealed class MemoryBudgetTests : IDisposable
{
    private readonly TinyModel[] _folders = [.. new[] { "one", "two", "three" }.Select(id => new TinyModel(manifest: m => m with { Id = id }))];

    public MemoryBudgetTests()
    {
        foreach (var folder in _folders)
            File.WriteAllText(Path.Combine(folder.Folder, "model.json"), JsonSerializer.Serialize(folder.Manifest, JsonSerializerOptions.Web));
    }

    private ModelCatalog Open(double models) => ModelCatalog.Open(
        [.. _folders.Select(f => f.Folder)], new ModelCatalogOptions { MemoryBudget = (long)(models * new FileInfo(_folders[0].OnnxFile).Length) }, NullLogger.Instance);

    private static Task<ModelLease<ITextModel>> UseAsync(ModelCatalog catalog, string id) => catalog.UseTextAsync(id, CancellationToken.None);

    private static async Task<int> WriteAsync(ITextModel model)
    {
        var pieces = 0;
        await foreach (var piece in model.GenerateAsync(new TextRequest { Kind = "story", Prompt = "x", Seed = 1 }, CancellationToken.None)) pieces++;
        return pieces;
    }

    [Fact]
    public async Task The_one_unused_for_longest_makes_room()
    {
        using var catalog = Open(models: 2.5);
        foreach (var id in (string[])["one", "two", "one", "three"]) (await UseAsync(catalog, id)).Dispose();
        Assert.Equal(["one", "three"], catalog.Models.Select(m => m.Manifest.Id).Where(catalog.IsOpen));

        using var again = await UseAsync(catalog, "two");
        Assert.True(await WriteAsync(again.Model) > 0);
        Assert.False(catalog.IsOpen("one"));
    }

    [Fact]
    public async Task One_in_use_stays_and_who_needs_its_room_waits()
    {
        using var catalog = Open(models: 1.5);
        var first = await UseAsync(catalog, "one");
        var second = UseAsync(catalog, "two");
        using var giveUp = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => catalog.UseTextAsync("three", giveUp.Token));
        Assert.False(second.IsCompleted);
        Assert.True(await WriteAsync(first.Model) > 0);

        first.Dispose();
        using var lease = await second;
        Assert.True(await WriteAsync(lease.Model) > 0);
        Assert.Equal(["two"], catalog.Models.Select(m => m.Manifest.Id).Where(catalog.IsOpen));
    }

    [Fact]
    public async Task One_that_never_fits_is_refused_with_what_to_do()
    {
        using var catalog = Open(models: 0.5);
        Assert.Contains("raise Models:MemoryBudget", (await Assert.ThrowsAsync<ModelException>(() => UseAsync(catalog, "one"))).Message);
    }

    [Fact]
    public async Task One_that_is_removed_in_use_writes_to_its_end()
    {
        using var catalog = Open(models: 3.5);
        var lease = await UseAsync(catalog, "one");
        catalog.Remove(catalog.Models[0]);
        Assert.False(catalog.IsOpen("one"));
        Assert.True(await WriteAsync(lease.Model) > 0);
        lease.Dispose();
        await Assert.ThrowsAsync<ModelException>(() => UseAsync(catalog, "one"));
    }

    [Fact]
    public async Task Many_who_want_more_than_there_is_room_for_are_all_served()
    {
        using var catalog = Open(models: 1.5);
        var counts = await Task.WhenAll(Enumerable.Range(0, 24).Select(async i =>
        {
            using var lease = await UseAsync(catalog, _folders[i % 3].Manifest.Id);
            return await WriteAsync(lease.Model);
        }));
        Assert.All(counts, count => Assert.True(count > 0));
        Assert.Single(catalog.Models, m => catalog.IsOpen(m.Manifest.Id));
    }

    public void Dispose()
    {
        foreach (var folder in _folders) folder.Dispose();
    }
}
