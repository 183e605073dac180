using MuseSpark.Client.Generations;
using MuseSpark.Client.Moderation;
using MuseSpark.Web.Generations;
using MuseSpark.Web.Models;
using MuseSpark.Web.Moderation.Screening;

namespace MuseSpark.Web.Tests.Moderation;

public class DoubtTests
{
    private const string Text = "But when people tell of that race today, they tell of number seven.";

    [Fact]
    public void Words_that_somebody_put_into_its_mouth_are_not_the_built_in_models_own()
    {
        static bool Wrote(string? model, GenerationSettings settings) => BuiltInModels.Wrote(new Generation { Kind = Kinds.Story, Mode = Modes.Instant, Prompt = "a fox", TextModel = model, Settings = settings });
        Assert.True(Wrote("spark-text-1", new()));
        Assert.False(Wrote("another", new()));
        Assert.False(Wrote(null, new()));
        Assert.False(Wrote("spark-text-1", new() { Structure = new() { Regex = "anything" } }));
        Assert.False(Wrote("spark-text-1", new() { LogitBias = new Dictionary<int, float> { [7] = 9 } }));
    }

    [Theory]
    [InlineData(false, 0.6, 0.6)]
    [InlineData(true, 0.6, null)]
    [InlineData(true, 0.85, null)]
    [InlineData(true, 1, null)]
    public void No_score_speaks_against_what_the_built_in_model_writes(bool fromBuiltIn, double score, double? found)
    {
        var material = new Material(Guid.Empty, Guid.Empty, Door.Output, Surface.Workspace) { FromBuiltIn = fromBuiltIn };
        var weighed = Doubt.About(material, Text).Weigh(score);
        if (found is null) Assert.InRange(weighed, 0, 0.5 - 1e-9);
        else Assert.Equal(found, weighed);
    }
}
