using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace MuseSpark.Browser.Tests;

[Collection(nameof(Studio))]
public sealed class ChatTests(Studio studio)
{
    [Fact]
    public async Task A_chat_goes_on_with_what_was_said_above_and_begun_words_are_kept()
    {
        var page = await studio.OpenAsync("/");
        await page.SetViewportSizeAsync(700, 320);   // so low that what was said before fills it
        await page.GetByLabel("Chat", new() { Exact = true }).CheckAsync();
        await Expect(page.GetByText("For real conversations")).ToBeVisibleAsync();
        await page.Locator("#prompt").FillAsync("Hello, who are you?");
        await page.Keyboard.PressAsync("Control+Enter");

        var (reply, before) = (page.GetByLabel("Reply"), page.GetByRole(AriaRole.List, new() { Name = "What was said before" }).GetByRole(AriaRole.Listitem));
        await reply.FillAsync("And what do you like?");
        await page.ReloadAsync();
        await Expect(reply).ToHaveValueAsync("And what do you like?");
        await reply.PressAsync("Control+Enter");
        await Expect(before).ToHaveCountAsync(1);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("And what do you like?");

        await Expect(reply).ToHaveValueAsync("");
        await reply.FillAsync("Tell me more");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
        await Expect(before).ToHaveCountAsync(2);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Tell me more");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeInViewportAsync();
        await before.First.GetByRole(AriaRole.Link, new() { Name = "Hello, who are you?" }).ClickAsync();
        await Expect(before).ToHaveCountAsync(0);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Hello, who are you?");
    }

    [Fact]
    public async Task A_picture_is_asked_for_in_a_style()
    {
        var page = await studio.OpenAsync("/");
        await page.GetByLabel("Picture", new() { Exact = true }).CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Style" }).ClickAsync();
        await page.GetByRole(AriaRole.Radio, new() { Name = "Watercolor" }).CheckAsync();
        await page.Keyboard.PressAsync("Escape");
        await page.Locator("#prompt").FillAsync("a duck on a pond");
        await page.Keyboard.PressAsync("Control+Enter");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "New variation" })).ToBeVisibleAsync();
        await page.GetByText("How this was made").ClickAsync();
        await Expect(page.GetByText("a watercolor of a duck on a pond").First).ToBeVisibleAsync();
    }
}
