using MuseSpark.Inference.Image;
using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Tests.Image;

public sealed class PictureOpeningTests : IDisposable
{
    private readonly TinyPicture _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData("fox", "hare", 2, 3f)]
    [InlineData("hare", "fox", 0, -3f)]
    public async Task The_beginning_that_shows_most_goes_on_as_if_it_were_alone(string bright, string dark, int expected, float noise)
    {
        // The critic sees the first where the mean is high; only the third beginning is bright.
        _files.WriteCritic(bright, dark);
        using var model = _files.Load();
        var alone = await TinyPicture.PaintAsync(model, TinyPicture.Request with { Seed = 1 + ((ulong)expected << 56), ShapeNoise = (_, values) => values.Fill(noise) });
        var chosen = await TinyPicture.PaintAsync(model, TinyPicture.Request with { Openings = 4, ShapeNoise = (beginning, values) => values.Fill(beginning == 2 ? 3 : -3) });
        Assert.Equal(alone.Pixels, chosen.Pixels);
    }

    [Fact]
    public async Task A_variation_is_one_of_the_beginning_that_the_seed_leads_to()
    {
        _files.WriteCritic("fox", "hare");
        using var model = _files.Load();
        var winners = new HashSet<int>();
        for (var seed = 1UL; seed < 8; seed++)
        {
            var request = TinyPicture.Request with { Seed = seed, Openings = 4 };
            var picture = await TinyPicture.PaintAsync(model, request);
            var winner = 0;
            while (!Enumerable.SequenceEqual(picture.Pixels, (await TinyPicture.PaintAsync(model, Alone(winner))).Pixels)) winner++;
            winners.Add(winner);

            var varied = request with { VariationSeed = 9, VariationStrength = 0.5f };
            var expected = await TinyPicture.PaintAsync(model, Alone(winner) with { VariationSeed = 9, VariationStrength = 0.5f });
            Assert.Equal(expected.Pixels, (await TinyPicture.PaintAsync(model, varied)).Pixels);
            Assert.NotEqual(picture.Pixels, expected.Pixels);

            ImageRequest Alone(int beginning) => request with { Seed = seed + ((ulong)beginning << 56), Openings = 1 };
        }
        Assert.True(winners.Count > 1);
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
        Assert.Equal(Enumerable.Range(1, total).Select(i => (i, total)), (await StepsAsync(model, request)).Select(step => (step.Index, step.Total)));
    }

    [Fact]
    public async Task Nothing_is_shown_of_beginnings_that_may_be_given_up()
    {
        _files.WriteCritic("fox", "hare");
        using var model = _files.Load();
        var steps = await StepsAsync(model, TinyPicture.Request with { Openings = 4, Steps = 8, PreviewEvery = 1 });
        Assert.Equal(Enumerable.Repeat(false, 8).Concat(Enumerable.Repeat(true, 6)), steps.Select(step => step.Preview is not null));
    }

    [Fact]
    public async Task Of_several_pictures_each_is_what_its_seed_gives_alone()
    {
        _files.WriteCritic("fox", "hare");
        using var model = _files.Load();
        var request = TinyPicture.Request with { Openings = 3 };
        var both = await model.GenerateAsync(request with { Count = 2 }, default).OfType<ImageFinished>().ToListAsync();
        foreach (var picture in both) Assert.Equal((await TinyPicture.PaintAsync(model, request with { Seed = picture.Seed })).Pixels, picture.Image.Pixels);
        Assert.NotEqual(both[0].Image.Pixels, both[1].Image.Pixels);
    }

    [Fact]
    public async Task Each_beginning_of_each_candidate_has_noise_of_its_own()
    {
        _files.WriteCritic("fox", "hare");
        using var model = _files.Load();
        var seen = new List<(int Beginning, float First)>();
        await TinyPicture.PaintAsync(model, TinyPicture.Request with { Candidates = 2, Openings = 3, ShapeNoise = (beginning, noise) => seen.Add((beginning, noise[0])) });
        Assert.Equal(Enumerable.Range(0, 6), seen.Select(s => s.Beginning).Distinct().Order());
        Assert.Equal(6, seen.Select(s => s.First).Distinct().Count());
    }

    [Theory]
    [InlineData("a red fox", 3)]
    [InlineData("nothing that it knows", 8)]
    public async Task Where_nothing_can_be_told_apart_there_is_one_beginning(string prompt, int steps)
    {
        _files.WriteCritic("fox", "hare");
        using var model = _files.Load();
        Assert.Equal(steps, (await StepsAsync(model, TinyPicture.Request with { Prompt = prompt, Openings = 4, Steps = steps })).Count);
    }

    [Fact]
    public async Task Without_a_critic_it_is_refused()
    {
        using var model = _files.Load();
        await Assert.ThrowsAsync<ModelException>(() => TinyPicture.PaintAsync(model, TinyPicture.Request with { Openings = 2 }));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(17)]
    public async Task A_number_out_of_range_is_refused(int openings)
    {
        _files.WriteCritic("fox", "hare");
        using var model = _files.Load();
        var refusal = await Assert.ThrowsAsync<ModelException>(() => TinyPicture.PaintAsync(model, TinyPicture.Request with { Openings = openings }));
        Assert.Contains("1 to 16", refusal.Message);
    }

    private static async Task<List<ImageStep>> StepsAsync(IImageModel model, ImageRequest request) =>
        await model.GenerateAsync(request, default).OfType<ImageStep>().ToListAsync();
}
