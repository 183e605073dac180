using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace MuseSpark.Browser.Tests;

[Collection(nameof(Studio))]
public sealed class WordsChipTests(Studio studio)
{
    [Fact]
    public async Task Words_that_are_never_to_be_used_are_not()
    {
        var page = await studio.OpenAsync("/");
        await page.GetByLabel("Story", new() { Exact = true }).CheckAsync();
        await page.Locator("#prompt").FillAsync("a fox in the snow");
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Words") }).ClickAsync();
        await page.GetByLabel("Say less often what was said before").FillAsync("0.5");
        await page.GetByLabel("Never use these words").PressSequentiallyAsync("fox, , snow");
        await Expect(page.GetByLabel("Never use these words")).ToHaveValueAsync("fox, , snow");
        await page.Keyboard.PressAsync("Control+Enter");
        await page.WaitForURLAsync("**/works/*");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "New variation" })).ToBeVisibleAsync();
        var story = await page.Locator(".story").InnerTextAsync();
        Assert.NotEmpty(story);
        Assert.DoesNotMatch(@"(?i)\b(fox|snow)", story);
    }
}
