using Microsoft.Extensions.Logging.Abstractions;
using MuseSpark.Inference.Image;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Onnx;

namespace MuseSpark.Inference.Tests.Image;

public class TiledEnlargementTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(200)]
    [InlineData(201)]
    [InlineData(1_024)]
    public void Parts_follow_each_other_and_see_a_margin(int length)
    {
        var parts = TiledEnlargement.Parts(length);
        Assert.Equal(0, parts[0].Start);
        Assert.Equal(length, parts[^1].End);
        Assert.All(parts.Zip(parts.Skip(1)), pair => Assert.Equal(pair.First.End, pair.Second.Start));
        Assert.All(parts, part =>
        {
            Assert.True(part.To - part.From <= TiledEnlargement.Edge);
            Assert.True(part.From == 0 || part.Start - part.From == TiledEnlargement.Margin);
            Assert.True(part.To == length || part.To - part.End == TiledEnlargement.Margin);
        });
    }

    /// <summary>Noise, which hides nothing: each level made of tiles is that of the whole picture. (Another order of sums may round one differently.)</summary>
    [Fact]
    public async Task Tiles_of_the_built_in_upscaler_show_no_seams()
    {
        using var upscaler = Upscaler.Open(Path.Combine(RepositoryFiles.Models, "spark-picture"), new OnnxOptions())!;
        var picture = Noise(230, 24, 5);
        var whole = upscaler.Enlarge(picture, CancellationToken.None);
        var (steps, tiled) = await RunAsync(TiledEnlargement.RunAsync(upscaler, null, picture, 2, CancellationToken.None));
        Assert.Equal((2, 460, 48), (steps.Count, tiled.Width, tiled.Height));
        Assert.All(whole.Pixels.Zip(tiled.Pixels), pair => Assert.InRange(pair.First - pair.Second, -1, 1));
        Assert.True(whole.Pixels.Zip(tiled.Pixels).Count(pair => pair.First != pair.Second) < whole.Pixels.Length / 1_000);

        // A margin that is too small would be seen: the tile that begins where the second one looks misses what is before it.
        var cut = upscaler.Enlarge(picture.Cut(new PixelArea(115, 0, 115, 24)), CancellationToken.None);
        Assert.Contains(Enumerable.Range(0, 3), i => Math.Abs(cut.Pixels[i] - whole.Pixels[115 * 2 * 3 + i]) > 1);
    }

    [Fact]
    public async Task Four_times_is_doubled_twice_where_nothing_does_it_at_once()
    {
        using var catalog = ModelCatalog.Open([RepositoryFiles.Models], new ModelCatalogOptions(), NullLogger.Instance);
        using var lease = await catalog.UseEnlargerAsync("spark-picture-1", CancellationToken.None);
        using var upscaler = Upscaler.Open(Path.Combine(RepositoryFiles.Models, "spark-picture"), new OnnxOptions())!;
        var picture = Noise(20, 12, 6);
        var (steps, large) = await RunAsync(lease.Model.EnlargeAsync(picture, 4, CancellationToken.None));
        Assert.Equal([(1, 2), (2, 2)], steps.Select(step => (step.Index, step.Total)));
        Assert.Equal((80, 48), (large.Width, large.Height));
        Assert.Equal(upscaler.Enlarge(upscaler.Enlarge(picture, CancellationToken.None), CancellationToken.None).Pixels, large.Pixels);
    }

    [Fact]
    public async Task What_would_be_too_large_is_refused_and_what_is_cancelled_ends()
    {
        using var upscaler = Upscaler.Open(Path.Combine(RepositoryFiles.Models, "spark-picture"), new OnnxOptions())!;
        Assert.Contains("4096 pixels along an edge are the most", (await Assert.ThrowsAsync<ModelException>(() => RunAsync(TiledEnlargement.RunAsync(upscaler, null, Noise(1_025, 1, 1), 4, CancellationToken.None)))).Message);
        Assert.Contains("2 or 4 times", (await Assert.ThrowsAsync<ModelException>(() => RunAsync(TiledEnlargement.RunAsync(upscaler, null, Noise(8, 8, 1), 3, CancellationToken.None)))).Message);

        using var stop = new CancellationTokenSource();
        var steps = 0;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in TiledEnlargement.RunAsync(upscaler, null, Noise(600, 8, 1), 2, stop.Token))
            {
                steps++;
                await stop.CancelAsync();
            }
        });
        Assert.Equal(1, steps);
    }

    internal static RgbImage Noise(int width, int height, ulong seed)
    {
        var random = new SeededRandom(seed);
        return new RgbImage(width, height, [.. Enumerable.Range(0, width * height * 3).Select(_ => (byte)random.NextUInt64())]);
    }

    internal static async Task<(List<ImageStep> Steps, RgbImage Picture)> RunAsync(IAsyncEnumerable<ImageProgress> running)
    {
        var steps = new List<ImageStep>();
        RgbImage? picture = null;
        await foreach (var progress in running)
        {
            if (progress is ImageStep step) steps.Add(step);
            if (progress is ImageFinished finished) picture = finished.Image;
        }
        return (steps, picture!);
    }
}
