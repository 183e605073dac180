using MuseSpark.Client.Moderation;
using MuseSpark.Web.Moderation.Screening;

namespace MuseSpark.Web.Tests.Moderation;

public class DoubtTests
{
    private const string Text = "But when people tell of that race today, they tell of number seven.";

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
