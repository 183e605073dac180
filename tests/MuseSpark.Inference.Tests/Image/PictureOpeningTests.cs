using MuseSpark.Inference.Image;
using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Tests.Image;

public sealed class PictureOpeningTests : IDisposable
{
    private readonly TinyPicture _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task The_beginning_that_promises_most_goes_on_as_if_it_were_alone()
    {
        var alone = new List<byte[]>();
        using (var model = _files.Load())
            for (var i = 0UL; i < 4; i++) alone.Add((await TinyPicture.PaintAsync(model, TinyPicture.Request with { Seed = 1 + (i << 56) })).Pixels);

        // The same beginnings under two critics of opposite eyes.
        var high = await BegunAsync("fox", "hare");
        var low = await BegunAsync("hare", "fox");
        Assert.Contains(alone, pixels => pixels.AsSpan().SequenceEqual(high));
        Assert.Contains(alone, pixels => pixels.AsSpan().SequenceEqual(low));
        Assert.False(high.AsSpan().SequenceEqual(low));

        async Task<byte[]> BegunAsync(string first, string second)
        {
            _files.WriteCritic(first, second);
            using var model = _files.Load();
            return (await TinyPicture.PaintAsync(model, TinyPicture.Request with { Openings = 4 })).Pixels;
        }
    }

    [Fact]
    public async Task A_variation_is_one_of_the_picture_that_the_seed_leads_to()
    {
        _files.WriteCritic("fox", "hare");
        using var model = _files.Load();
        for (var seed = 1UL; seed < 6; seed++)
        {
            var request = TinyPicture.Request with { Seed = seed, Openings = 4 };
            var picture = await TinyPicture.PaintAsync(model, request);
            Assert.Equal(picture.Pixels, (await TinyPicture.PaintAsync(model, request with { VariationSeed = 9, VariationStrength = 0 })).Pixels);
            Assert.NotEqual(picture.Pixels, (await TinyPicture.PaintAsync(model, request with { VariationSeed = 9, VariationStrength = 0.5f })).Pixels);
        }
    }

    [Theory]
    [InlineData(1, 1, false, 8)]
    [InlineData(1, 4, false, (4 * 2) + 6)]
    [InlineData(1, 4, true, (4 * 2) + 8)]
    [InlineData(3, 2, false, 3 * ((2 * 2) + 6))]
    public async Task Progress_counts_the_steps_of_all_beginnings(int candidates, int openings, bool varied, int total)
    {
        _files.WriteCritic("fox", "hare");
        using var model = _files.Load();
        var request = TinyPicture.Request with { Candidates = candidates, Openings = openings, Steps = 8, VariationSeed = varied ? 3 : null, VariationStrength = 0.2f };
        var steps = await model.GenerateAsync(request, default).OfType<ImageStep>().ToListAsync();
        Assert.Equal(Enumerable.Range(1, total).Select(i => (i, total)), steps.Select(step => (step.Index, step.Total)));
    }

    [Fact]
    public async Task Without_a_critic_there_is_one_beginning()
    {
        using var model = _files.Load();
        var steps = await model.GenerateAsync(TinyPicture.Request with { Openings = 4, Steps = 4 }, default).OfType<ImageStep>().ToListAsync();
        Assert.Equal(4, steps[^1].Total);
        Assert.Equal(4, steps.Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(17)]
    public async Task A_number_out_of_range_is_refused(int openings)
    {
        using var model = _files.Load();
        var refusal = await Assert.ThrowsAsync<ModelException>(() => TinyPicture.PaintAsync(model, TinyPicture.Request with { Openings = openings }));
        Assert.Contains("1 to 16", refusal.Message);
    }
}
