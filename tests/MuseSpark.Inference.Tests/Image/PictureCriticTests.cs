using MuseSpark.Inference.Image;
using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Tests.Image;

public sealed class PictureCriticTests : IDisposable
{
    private readonly TinyPicture _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task Of_several_pictures_the_one_is_given_that_shows_the_prompt_best()
    {
        var alone = new List<byte[]>();
        using (var model = _files.Load())
            for (var i = 0UL; i < 4; i++) alone.Add((await TinyPicture.PaintAsync(model, TinyPicture.Request with { Seed = 1 + (i << 56) })).Pixels);

        // The same pictures under two critics of opposite eyes: both choose among them, and not the same.
        var high = await BestAsync("fox", "hare");
        var low = await BestAsync("hare", "fox");
        Assert.Contains(alone, pixels => pixels.AsSpan().SequenceEqual(high));
        Assert.Contains(alone, pixels => pixels.AsSpan().SequenceEqual(low));
        Assert.False(high.AsSpan().SequenceEqual(low));

        async Task<byte[]> BestAsync(string first, string second)
        {
            _files.WriteCritic(first, second);
            using var model = _files.Load();
            return (await TinyPicture.PaintAsync(model, TinyPicture.Request with { Candidates = 4 })).Pixels;
        }
    }

    [Fact]
    public async Task Progress_counts_the_steps_of_all_candidates()
    {
        _files.WriteCritic("fox", "hare");
        using var model = _files.Load();
        var steps = await model.GenerateAsync(TinyPicture.Request with { Candidates = 3, Steps = 2 }, default).OfType<ImageStep>().ToListAsync();
        Assert.Equal([(1, 6), (2, 6), (3, 6), (4, 6), (5, 6), (6, 6)], steps.Select(step => (step.Index, step.Total)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(17)]
    public async Task A_number_of_candidates_out_of_range_is_refused(int candidates)
    {
        _files.WriteCritic("fox", "hare");
        using var model = _files.Load();
        await Assert.ThrowsAsync<ModelException>(() => TinyPicture.PaintAsync(model, TinyPicture.Request with { Candidates = candidates }));
    }

    [Fact]
    public async Task A_model_without_a_critic_can_not_choose()
    {
        using var model = _files.Load();
        await Assert.ThrowsAsync<ModelException>(() => TinyPicture.PaintAsync(model, TinyPicture.Request with { Candidates = 2 }));
    }

    public static TheoryData<string> Damaged => ["", "{}", """{"questions": []}""", """{"questions": [{"name": "actor"}]}""", """{"questions": [{"name": "actor", "labels": ["a", "b", "c"]}], "things": ["a", "b"]}""",
        """{"questions": [{"name": "actor", "labels": ["a", "b"]}]}""", """{"questions": [{"name": "actor", "labels": ["a", "b"]}], "things": ["a"]}""", """{"questions": [{"name": "actor", "labels": ["a", "b"]}], "things": ["a", "a"]}"""];

    [Theory, MemberData(nameof(Damaged))]
    public void Labels_that_do_not_fit_the_graph_are_refused(string labels)
    {
        _files.WriteCritic("fox", "hare");
        _files.Write("critic/labels.json", labels);
        Assert.Throws<ModelException>(() => _files.Load());
    }
}
