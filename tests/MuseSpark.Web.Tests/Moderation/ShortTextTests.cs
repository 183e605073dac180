using Microsoft.Extensions.DependencyInjection;
using MuseSpark.Client.Moderation;
using MuseSpark.Web.Moderation.Screening;
using MuseSpark.Web.Tests.Generations;

namespace MuseSpark.Web.Tests.Moderation;

/// <summary>A text without spaces is as long as it is, and is looked at.</summary>
public sealed class ShortTextTests(SqliteJobsApp app) : IClassFixture<SqliteJobsApp>
{
    [Theory]
    [InlineData("\u72D0\u72F8\u5728\u96EA\u5730\u91CC[hate 0.8]")] // A fox in the snow, in Chinese.
    [InlineData("\u30AD\u30C4\u30CD\u306F\u96EA\u306E\u4E2D[hate 0.8]")] // In Japanese.
    [InlineData("\u0E2A\u0E38\u0E19\u0E31\u0E02\u0E08\u0E34\u0E49\u0E07\u0E08\u0E2D\u0E01[hate 0.8]")] // A fox in Thai.
    [InlineData("a_fox_in_the_snow_and_[hate 0.8]")]
    [InlineData("a/fox/in/the/snow/[hate 0.8]")]
    public async Task What_a_model_writes_without_spaces_is_looked_at(string text)
    {
        foreach (var door in new[] { Door.Output, Door.Stream }) Assert.Equal(ScreenAction.Hold, await ActionAsync(door, text));
    }

    [Fact]
    public async Task Words_that_are_written_as_one_are_not_passed_over() =>
        Assert.Equal(ScreenAction.Block, await ActionAsync(Door.Output, "afoxandahareinthesnow[hate 0.99]"));

    [Theory]
    [InlineData("[hate 0.99]")]
    [InlineData("18,19[hate 0.99]")]
    public async Task One_or_two_words_still_say_nothing(string text) => Assert.Equal(ScreenAction.Allow, await ActionAsync(Door.Output, text));

    [Theory]
    [InlineData("\u72D0\u72F8\u5728\u96EA\u5730\u91CC\u8DD1", true)]
    [InlineData("snow_and_a_fox_in_it", true)]
    [InlineData("a fox in the snow", true)]
    [InlineData("\u72D0\u72F8", false)]
    [InlineData("a list, 18-20, 2024-05-18", false)]
    public void A_few_words_are_few_in_every_script(string text, bool isBelieved)
    {
        var material = new Material(Guid.Empty, Guid.Empty, Door.Prompt, Surface.Workspace);
        Assert.Equal(isBelieved, Doubt.About(material, text).Weigh(0.8) >= 0.5);
    }

    private async Task<ScreenAction> ActionAsync(Door door, string text) =>
        (await app.Services.GetRequiredService<Screener>().TextAsync(new Material(app.WorkspaceId, app.UserId, door, Surface.Workspace), text, default)).Action;
}
