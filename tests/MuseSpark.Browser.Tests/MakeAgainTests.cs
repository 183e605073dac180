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

    [Fact]
    public async Task Words_that_were_begun_are_not_lost_to_the_settings_of_another_work()
    {
        var page = await studio.OpenAsync("/");
        var work = await studio.MakeAsync(page, new { kind = "poem", prompt = "rain on the roof" });
        await page.GotoAsync("/");
        await page.Locator("#prompt").FillAsync("a long prompt that took an hour");
        await page.GotoAsync(work);
        await page.GetByRole(AriaRole.Button, new() { Name = "Use these settings" }).ClickAsync();
        await Expect(page.Locator("#prompt")).ToHaveValueAsync("rain on the roof");
        await page.ReloadAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Put my words back" }).ClickAsync();
        await Expect(page.Locator("#prompt")).ToHaveValueAsync("a long prompt that took an hour");

        // Nor to an example that was touched, also after a word was typed into it.
        await page.Locator(".example").First.ClickAsync();
        await page.Locator("#prompt").PressSequentiallyAsync("!");
        await page.ReloadAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Put my words back" }).ClickAsync();
        await Expect(page.Locator("#prompt")).ToHaveValueAsync("a long prompt that took an hour");
    }

    [Fact]
    public async Task A_seed_that_is_to_be_kept_is_that_of_the_next_work()
    {
        var page = await studio.OpenAsync("/");
        await page.GetByLabel("Poem", new() { Exact = true }).CheckAsync();
        await page.Locator("#prompt").FillAsync("a kite");
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Seed") }).ClickAsync();
        await page.GetByLabel("Keep this seed").CheckAsync();
        using (studio.App.SlowDown())
        {
            await page.Keyboard.PressAsync("Control+Enter");
            await page.WaitForURLAsync("**/works/*");
            await Expect(page.GetByText("Kept. You can close this page.")).ToBeVisibleAsync();
        }
        var seed = await page.EvaluateAsync<long>("async () => (await (await fetch('/api/generations/' + location.pathname.split('/').pop())).json()).seed");
        // The end is heard, too.
        await Expect(page.Locator("p[role=status]", new() { HasText = "Finished." })).ToHaveCountAsync(1);
        await page.GotoAsync("/");
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Seed") }).ClickAsync();
        await Expect(page.Locator("#seed")).ToHaveValueAsync($"{seed}");
    }
}
