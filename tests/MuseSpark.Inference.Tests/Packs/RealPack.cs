using MuseSpark.Inference.Packs;

namespace MuseSpark.Inference.Tests.Packs;

/// <summary>A real package, fetched and converted once for all tests of a class.</summary>
public abstract class RealPack(ModelPack pack) : IAsyncLifetime
{
    public string Root { get; } = Directory.CreateTempSubdirectory("musespark-pack-").FullName;

    /// <summary>The model folder.</summary>
    public string Folder { get; private set; } = "";

    internal List<PackProgress> Progress { get; } = [];

    public async Task InitializeAsync()
    {
        // Where the registry is away every test that would need this is skipped.
        if (new NpmFactAttribute().Skip is not null) return;
        using var http = new HttpClient();
        var npm = new NpmClient(http, NpmFactAttribute.Registry, TimeProvider.System);
        Folder = await pack.InstallAsync(npm, Path.Combine(Root, "models"), Path.Combine(Root, "downloads"), Progress.Add, CancellationToken.None);
    }

    public Task DisposeAsync()
    {
        Directory.Delete(Root, recursive: true);
        return Task.CompletedTask;
    }
}

public sealed class RealPictureSafety() : RealPack(PictureSafetyPack.Pack);

public sealed class RealEnlarger() : RealPack(EnlargerPack.Pack);
