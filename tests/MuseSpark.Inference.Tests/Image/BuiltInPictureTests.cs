using Microsoft.Extensions.Logging.Abstractions;
using MuseSpark.Inference.Image;
using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Tests.Image;

/// <summary>The picture model that the app ships with, as the app opens it.</summary>
public sealed class BuiltInPictureTests : IAsyncLifetime, IDisposable
{
    private static readonly ImageRequest Request = new() { Prompt = "a red fox in a snowy forest", Seed = 42, Width = 128, Height = 128 };

    private readonly ModelCatalog _catalog = ModelCatalog.Open([RepositoryFiles.Models], new ModelCatalogOptions(), NullLogger.Instance);
    private IImageModel _model = null!;

    public async Task InitializeAsync()
    {
        var entry = _catalog.Find(null, "picture");
        Assert.Null(entry!.Problem);
        _model = (await _catalog.UseImageAsync(entry.Manifest.Id, default)).Model;
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _catalog.Dispose();

    [Fact]
    public async Task The_same_seed_gives_the_same_bytes_alone_and_in_a_crowd()
    {
        var alone = await TinyPicture.PaintAsync(_model, Request);
        Assert.Equal((128, 128), (alone.Width, alone.Height));

        var crowd = await Task.WhenAll(Enumerable.Range(0, 4).Select(i =>
            Task.Run(() => TinyPicture.PaintAsync(_model, i < 2 ? Request : Request with { Seed = (ulong)i }))));
        Assert.Equal(alone.Pixels, crowd[0].Pixels);
        Assert.Equal(alone.Pixels, crowd[1].Pixels);
        Assert.NotEqual(alone.Pixels, crowd[2].Pixels);
    }

    [Fact]
    public async Task Previews_come_to_look_like_the_picture()
    {
        var progress = await _model.GenerateAsync(Request, default).ToListAsync();
        var previews = progress.OfType<ImageStep>().Select(step => step.Preview).OfType<RgbImage>().ToList();
        Assert.Equal(progress.OfType<ImageStep>().Count() / 2, previews.Count);
        Assert.All(previews, preview => Assert.Equal((16, 16), (preview.Width, preview.Height)));

        var small = Shrink(progress.OfType<ImageFinished>().Single().Image, 8);
        Assert.InRange(Difference(previews[^1].Pixels, small), 0, 20);
        Assert.True(Difference(previews[^1].Pixels, small) < Difference(previews[0].Pixels, small));
    }

    /// <summary>Both follow the same path from the same noise, so with enough steps they arrive at the same picture.</summary>
    [Fact]
    public async Task Two_solvers_of_one_equation_agree()
    {
        var first = await TinyPicture.PaintAsync(_model, Request with { Scheduler = "FlowMatchEuler", Steps = 100 });
        var second = await TinyPicture.PaintAsync(_model, Request with { Scheduler = "DPM++ 2M", Steps = 40 });
        var other = await TinyPicture.PaintAsync(_model, Request with { Scheduler = "DPM++ 2M", Steps = 40, Seed = 43 });
        Assert.True(Difference(first.Pixels, second.Pixels) < 0.3 * Difference(first.Pixels, other.Pixels));
    }

    [Fact]
    public async Task Words_change_the_picture()
    {
        var fox = await TinyPicture.PaintAsync(_model, Request);
        var boat = await TinyPicture.PaintAsync(_model, Request with { Prompt = "a sailing boat on the sea at night" });
        Assert.True(Difference(fox.Pixels, boat.Pixels) > 5);
    }

    /// <summary>Words that hold for models with more nouns too.</summary>
    [Theory]
    [InlineData("a red fox in the snow at night", "a red fox in the snow at night", "", "")]
    [InlineData("Two brown carthorses and a beagle in a forest", "", "carthorses=horse,beagle=dog", "")]
    [InlineData("an osprey over the mountains", "", "osprey=*", "")]
    [InlineData("a rabbit with a xylophone and a typewriter", "a rabbit", "", "xylophone,typewriter")]
    [InlineData("a brave little mouse sitting beside a friend, dreaming of the time before", "", "", "")]
    [InlineData("a poodle in a hammock", "", "poodle=*", "hammock")]
    public async Task It_knows_its_own_words(string prompt, string text, string replaced, string notUnderstood)
    {
        await using var progress = _model.GenerateAsync(Request with { Prompt = prompt, Steps = 1 }, default).GetAsyncEnumerator();
        await progress.MoveNextAsync();
        var reading = Assert.IsType<ImageWords>(progress.Current).Reading;
        if (text.Length > 0) Assert.Equal(text, reading.Text);
        var said = reading.Replaced.Select(r => replaced.Contains($"{r.Word}=*", StringComparison.Ordinal) ? $"{r.Word}=*" : $"{r.Word}={r.DrawnAs}").ToList();
        // A poodle may have become a word of its own.
        Assert.True(string.Join(',', said) == replaced || (said.Count == 0 && replaced.EndsWith('*')), string.Join(',', said));
        Assert.Equal(notUnderstood, string.Join(',', reading.NotUnderstood));
    }

    [Theory]
    [InlineData(256)]
    [InlineData(512)]
    public async Task A_larger_picture_shows_what_the_painted_one_shows(int edge)
    {
        var painted = await TinyPicture.PaintAsync(_model, Request);
        var large = await TinyPicture.PaintAsync(_model, Request with { Width = edge, Height = edge });
        Assert.Equal((edge, edge), (large.Width, large.Height));
        Assert.InRange(Difference(Shrink(large, edge / 128), painted.Pixels), 0, 6);
    }

    [Fact]
    public async Task It_chooses_one_of_several_pictures()
    {
        var alone = new List<byte[]>();
        for (var i = 0UL; i < 3; i++) alone.Add((await TinyPicture.PaintAsync(_model, Request with { Seed = 42 + (i << 56) })).Pixels);
        var best = await TinyPicture.PaintAsync(_model, Request with { Candidates = 3 });
        Assert.Single(alone, pixels => pixels.AsSpan().SequenceEqual(best.Pixels));
    }

    [Fact]
    public async Task A_picture_to_start_from_is_kept_the_more_the_less_strength_is_given()
    {
        var source = await TinyPicture.PaintAsync(_model, Request);
        var other = Request with { Prompt = "a sailing boat on the sea at night", Seed = 7, Source = source };
        var little = await TinyPicture.PaintAsync(_model, other with { Strength = 0.2f });
        var more = await TinyPicture.PaintAsync(_model, other with { Strength = 0.7f });
        var all = await TinyPicture.PaintAsync(_model, other with { Strength = 1 });
        Assert.True(Difference(little.Pixels, source.Pixels) < Difference(more.Pixels, source.Pixels));
        Assert.True(Difference(more.Pixels, source.Pixels) < Difference(all.Pixels, source.Pixels));
        Assert.True(Difference(little.Pixels, source.Pixels) < 0.5 * Difference(all.Pixels, source.Pixels));

        var steps = await _model.GenerateAsync(other with { Strength = 0.25f, Steps = 16 }, default).OfType<ImageStep>().ToListAsync();
        Assert.Equal([(1, 4), (2, 4), (3, 4), (4, 4)], steps.Select(step => (step.Index, step.Total)));
    }

    [Theory]
    [InlineData(0.5f, 4)]
    [InlineData(1f, (4 * 2) + 6)]
    public async Task From_a_source_there_is_one_beginning_unless_nothing_of_it_is_left(float strength, int steps)
    {
        var request = Request with { Openings = 4, Steps = 8, Source = await TinyPicture.PaintAsync(_model, Request), Strength = strength };
        Assert.Equal(steps, await _model.GenerateAsync(request, default).OfType<ImageStep>().CountAsync());
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(1.1f)]
    [InlineData(float.NaN)]
    public async Task A_strength_out_of_range_is_refused(float strength) =>
        await Assert.ThrowsAsync<ModelException>(() => TinyPicture.PaintAsync(_model, Request with { Strength = strength }));

    [Fact]
    public async Task A_picture_to_start_from_has_the_size_that_is_painted() => Assert.Contains(
        "128 x 128", (await Assert.ThrowsAsync<ModelException>(() => TinyPicture.PaintAsync(_model, Request with { Source = new RgbImage(64, 64, new byte[64 * 64 * 3]) }))).Message);

    [Fact]
    public async Task It_describes_what_it_has_painted_in_its_own_words()
    {
        // Of eight pictures the critic has chosen the one in which it sees the words best, so it has to name them.
        var picture = await TinyPicture.PaintAsync(_model, new ImageRequest { Prompt = "a fox in a snowy forest at night", Seed = 3, Width = 128, Height = 128, Candidates = 8 });
        var reading = await _model.DescribeAsync(picture, default);
        Assert.Contains("fox", reading.Text);
        Assert.Contains("at night", reading.Text);
        Assert.Equal("fox", reading.Facts.Single(fact => fact.Question == "actor").Answer);
        Assert.All(reading.Facts, fact => Assert.InRange(fact.Chance, 0, 1));
        await Assert.ThrowsAsync<ModelException>(() => _model.DescribeAsync(new RgbImage(64, 64, new byte[64 * 64 * 3]), default));
    }

    [Fact]
    public async Task A_size_it_was_not_trained_for_is_refused() => Assert.Contains(
        "128", (await Assert.ThrowsAsync<ModelException>(() => TinyPicture.PaintAsync(_model, Request with { Width = 192 }))).Message);

    /// <summary>Mean of the blocks of <paramref name="factor"/> x <paramref name="factor"/> pixels.</summary>
    private static byte[] Shrink(RgbImage image, int factor)
    {
        int width = image.Width / factor, height = image.Height / factor;
        var small = new byte[width * height * 3];
        for (var i = 0; i < small.Length; i++)
        {
            var (pixel, channel) = (i / 3, i % 3);
            var sum = 0;
            for (var y = 0; y < factor; y++)
            {
                for (var x = 0; x < factor; x++)
                    sum += image.Pixels[((pixel / width * factor + y) * image.Width + pixel % width * factor + x) * 3 + channel];
            }
            small[i] = (byte)(sum / (factor * factor));
        }
        return small;
    }

    /// <summary>Mean absolute difference, of 255.</summary>
    private static double Difference(byte[] first, byte[] second) => first.Zip(second, (a, b) => Math.Abs(a - b)).Average();
}
