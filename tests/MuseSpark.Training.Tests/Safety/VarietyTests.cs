using MuseSpark.Inference;
using MuseSpark.Training.Safety;

namespace MuseSpark.Training.Tests.Safety;

public sealed class VarietyTests
{
    private static readonly SafetyExample Harmless = new("everyday-1", "one two three four five six seven eight nine ten", [0, 0, 0, 0, 0, 0]);
    private static readonly SafetyExample Threat = new("violations-violence", "burn the barn", [0, 0, 0, 1, 0, 0]);

    [Fact]
    public void A_violation_is_shown_as_it_is_and_sometimes_again_and_counts_less_then()
    {
        var variety = new Variety([Harmless, Threat], 12, new SeededRandom(1));
        var shown = Enumerable.Range(0, 200).Select(_ => variety.Of(Threat).ToArray()).ToArray();
        Assert.All(shown, ways => Assert.Equal((Threat.Text, 1f), ways[0]));
        Assert.All(shown.SelectMany(ways => ways.Skip(1)), again => Assert.True(again.Weight < 1 && again.Text != Threat.Text));
        Assert.InRange(shown.Average(ways => ways.Length), 1.7, 2.1);
    }

    [Fact]
    public void What_stands_around_leaves_the_text_whole_and_fits_the_room()
    {
        var variety = new Variety([Harmless, Threat], 12, new SeededRandom(2));
        Assert.All(Enumerable.Range(0, 100).Select(_ => variety.Embed(Threat.Text)), text =>
        {
            Assert.Contains(Threat.Text, text, StringComparison.Ordinal);
            Assert.InRange(text.Split(' ').Length, 4, 10);
        });
        Assert.Equal(Harmless.Text + " eleven", variety.Embed(Harmless.Text + " eleven"));
    }

    [Fact]
    public void Texts_of_others_are_shown_once()
    {
        var variety = new Variety([Harmless], 12, new SeededRandom(3));
        Assert.All(Enumerable.Range(0, 50), _ => Assert.Single(variety.Of(Harmless with { Source = "t-davidson" })));
    }
}
