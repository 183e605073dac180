using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace MuseSpark.Browser.Tests;

[Collection(nameof(Studio))]
public sealed class MakeAgainTests(Studio studio)
{
    [Theory]
    [InlineData("poem", "the sea at night")]
    [InlineData("picture", "a duck next to a sailing boat")]
    public async Task Making_again_gives_the_same_bytes_and_says_so(string kind, string prompt)
    {
        var page = await studio.OpenAsync("/");
        await page.GotoAsync(await studio.MakeAsync(page, new { kind, prompt }));
        await page.GetByText("How this was made").ClickAsync();
        await Expect(page.GetByText("Your words", new() { Exact = true })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Make again and compare" }).ClickAsync();
        await Expect(page.GetByText("The same, bit by bit")).ToBeVisibleAsync();

        await page.Locator(".how").GetByText("Details").ClickAsync();
        await Expect(page.GetByText("Output, SHA-256")).ToBeVisibleAsync();
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Button, new() { Name = "Download as JSON" }).ClickAsync());
        Assert.EndsWith(".json", download.SuggestedFilename);
    }
}
