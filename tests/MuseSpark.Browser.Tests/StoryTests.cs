using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace MuseSpark.Browser.Tests;

[Collection(nameof(Studio))]
public sealed class StoryTests(Studio studio)
{
    [Fact]
    public async Task A_story_goes_on_with_what_was_told_above()
    {
        var page = await studio.OpenAsync("/");
        var first = await studio.MakeAsync(page, new { kind = "story", prompt = "a fox finds a golden key" });
        await page.GotoAsync(first);
        var (next, before) = (page.GetByLabel("What happens next?"), page.GetByRole(AriaRole.List, new() { Name = "The story so far" }).GetByRole(AriaRole.Listitem));
        await next.FillAsync("a dog comes along");
        await next.PressAsync("Control+Enter");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("a dog comes along");
        await Expect(before).ToHaveCountAsync(1);
        await Expect(page.Locator(".words")).Not.ToBeEmptyAsync();

        // Nothing need be written to be surprised.
        await Expect(next).ToHaveValueAsync("");
        await page.GetByRole(AriaRole.Button, new() { Name = "Go on" }).ClickAsync();
        await Expect(before).ToHaveCountAsync(2);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("And then?");
    }

    [Fact]
    public async Task What_the_picture_of_a_story_shows_is_said_and_suggested_where_it_is_published()
    {
        const string start = "Picture made by AI: ";
        var page = await studio.OpenAsync("/");
        await page.GotoAsync(await studio.MakeAsync(page, new { kind = "story", prompt = "a fox finds a golden key", seed = 3, settings = new { withPicture = true } }));
        var said = await page.Locator("figure img.final").GetAttributeAsync("alt");
        Assert.StartsWith(start, said, StringComparison.Ordinal);
        Assert.DoesNotContain("a fox finds a golden key", said, StringComparison.Ordinal);
        await page.GetByRole(AriaRole.Button, new() { Name = "Publish", Exact = true }).ClickAsync();
        await Expect(page.GetByLabel("What the picture shows")).ToHaveValueAsync(said![start.Length..]);
    }
}
