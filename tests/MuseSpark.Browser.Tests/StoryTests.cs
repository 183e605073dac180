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
}
