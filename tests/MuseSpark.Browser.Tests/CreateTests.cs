using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace MuseSpark.Browser.Tests;

[Collection(nameof(Studio))]
public sealed class CreateTests(Studio studio)
{
    [Fact]
    public async Task A_story_is_read_while_it_is_written()
    {
        var page = await studio.OpenAsync("/");
        await page.GetByLabel("Story", new() { Exact = true }).CheckAsync();
        await page.Locator("#prompt").FillAsync("a brave fox finds a lantern in a snowy forest");
        var story = page.Locator(".story");
        string early;
        using (studio.App.SlowDown())
        {
            await page.Keyboard.PressAsync("Control+Enter");
            await page.WaitForURLAsync("**/works/*");
            await Expect(story.Locator("p").First).ToBeVisibleAsync();
            await Expect(page.GetByText("Kept. You can close this page.")).ToBeVisibleAsync();
            early = await story.InnerTextAsync();
        }

        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "New variation" })).ToBeVisibleAsync();
        var whole = await story.InnerTextAsync();

        Assert.True(whole.Length > early.Length, "The story was all there at once: nothing was streamed.");
        Assert.StartsWith(Plain(early)[..Math.Min(20, Plain(early).Length)], Plain(whole));
        await page.ReloadAsync();
        await Expect(story.Locator("p").First).ToBeVisibleAsync();
        Assert.Equal(Plain(whole), Plain(await story.InnerTextAsync()));
    }

    [Fact]
    public async Task A_reload_in_the_middle_shows_the_story_going_on()
    {
        var page = await studio.OpenAsync("/");
        await page.GetByLabel("Story", new() { Exact = true }).CheckAsync();
        await page.Locator("#prompt").FillAsync("two mice plan a journey to the moon");
        string before;
        using (studio.App.SlowDown())
        {
            await page.Keyboard.PressAsync("Control+Enter");
            await page.WaitForURLAsync("**/works/*");
            await Expect(page.Locator(".story p").First).ToBeVisibleAsync();
            await Expect(page.GetByText("Kept. You can close this page.")).ToBeVisibleAsync();
            before = Plain(await page.Locator(".story").InnerTextAsync());
            await page.ReloadAsync(new() { WaitUntil = WaitUntilState.Commit });
        }

        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "New variation" })).ToBeVisibleAsync();
        Assert.StartsWith(before, Plain(await page.Locator(".story").InnerTextAsync()));
    }

    [Fact]
    public async Task Escape_stops_the_work_and_keeps_what_was_there()
    {
        var page = await studio.OpenAsync("/");
        await page.Locator("#prompt").FillAsync("a long way home");
        using (studio.App.SlowDown())
        {
            await page.Keyboard.PressAsync("Control+Enter");
            await page.WaitForURLAsync("**/works/*");
            await Expect(page.Locator(".story p").First).ToBeVisibleAsync();
            await page.Keyboard.PressAsync("Escape");
            await Expect(page.GetByText("You stopped this one.")).ToBeVisibleAsync();
        }

        Assert.NotEmpty(await page.Locator(".story").InnerTextAsync());
        await page.ReloadAsync();
        await Expect(page.GetByText("You stopped this one.")).ToBeVisibleAsync();
        await Expect(page.Locator(".story p").First).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Try again" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task An_empty_prompt_is_refused_where_it_is_written()
    {
        var page = await studio.OpenAsync("/");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make" }).ClickAsync();
        await Expect(page.GetByText("Write a few words about what to make.")).ToBeVisibleAsync();
        await Expect(page.Locator("#prompt")).ToBeFocusedAsync();
        await Expect(page.Locator("#prompt")).ToHaveAttributeAsync("aria-invalid", "true");
    }

    [Fact]
    public async Task What_was_typed_and_chosen_survives_a_reload()
    {
        var page = await studio.OpenAsync("/");
        await page.GetByLabel("Poem", new() { Exact = true }).CheckAsync();
        await page.Locator("#prompt").FillAsync("the colour of rain");
        await page.ReloadAsync();
        await Expect(page.Locator("#prompt")).ToHaveValueAsync("the colour of rain");
        await Expect(page.GetByLabel("Poem", new() { Exact = true })).ToBeCheckedAsync();
    }

    [Fact]
    public async Task Everything_from_prompt_to_record_works_by_keyboard_alone()
    {
        var page = await studio.OpenAsync("/");
        await TabToAsync(page, "#prompt");
        await page.Keyboard.TypeAsync("the first snow of the year");
        await TabToAsync(page, "input[name=kind]");
        for (var i = 0; i < 6 && !await page.GetByLabel("Poem", new() { Exact = true }).IsCheckedAsync(); i++) await page.Keyboard.PressAsync("ArrowRight");
        await Expect(page.GetByLabel("Poem", new() { Exact = true })).ToBeCheckedAsync();
        await page.Keyboard.PressAsync("Control+Enter");
        await page.WaitForURLAsync("**/works/*");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "New variation" })).ToBeVisibleAsync();

        await TabToAsync(page, ".how > summary");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByText("Your words", new() { Exact = true })).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("g");
        await page.Keyboard.PressAsync("l");
        await page.WaitForURLAsync("**/library");
    }

    private static async Task TabToAsync(IPage page, string selector)
    {
        for (var i = 0; i < 40; i++)
        {
            if (await page.EvaluateAsync<bool>("wanted => document.activeElement?.matches(wanted) ?? false", selector)) return;
            await page.Keyboard.PressAsync("Tab");
        }

        Assert.Fail($"Tab never reached {selector}.");
    }

    // Where lines break is a matter of layout.
    private static string Plain(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
