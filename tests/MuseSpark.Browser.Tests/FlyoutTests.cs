using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace MuseSpark.Browser.Tests;

/// <summary>A menu that was opened stays open, whatever else happens on its page.</summary>
[Collection(nameof(Studio))]
public sealed class FlyoutTests(Studio studio)
{
    [Fact]
    public async Task The_next_key_goes_to_the_menu_even_before_the_page_is_painted_anew()
    {
        var page = await studio.OpenAsync("/");
        await page.GotoAsync(await studio.MakeAsync(page, new { kind = "picture", prompt = "a fox in the snow", seed = 5 }));
        var button = page.GetByRole(AriaRole.Button, new() { Name = "More like this" });
        // Opened and looked at in one task of the page, with no frame between.
        Assert.Equal("More like this", await button.EvaluateAsync<string?>("button => { button.focus(); button.click(); return document.activeElement.closest('[popover]')?.ariaLabel; }"));
        await Expect(button).ToHaveAttributeAsync("aria-expanded", "true");
        await page.Keyboard.PressAsync("Escape");
        await Expect(button).ToBeFocusedAsync();
        await Expect(button).ToHaveAttributeAsync("aria-expanded", "false");
        // Pressed by mouse, it opens, and closes again.
        var menu = page.GetByRole(AriaRole.Dialog, new() { Name = "More like this" });
        await button.ClickAsync();
        await Expect(menu).ToBeVisibleAsync();
        await button.ClickAsync();
        await Expect(menu).ToBeHiddenAsync();
    }

    [Fact]
    public async Task A_menu_stays_as_it_is_while_answers_arrive()
    {
        var page = await studio.OpenAsync("/");
        var work = await studio.MakeAsync(page, new { kind = "picture", prompt = "a fox in the snow", seed = 6 });
        await studio.MakeAsync(page, new { kind = "picture", prompt = "a fox by the sea", seed = 7, sourceId = await studio.PictureOfAsync(page, work) });
        var isOpen = new TaskCompletionSource();
        await page.RouteAsync("**/api/generations?*&of=*", async route =>
        {
            await isOpen.Task;
            await route.ContinueAsync();
        });
        await page.GotoAsync(work);
        await page.GetByRole(AriaRole.Button, new() { Name = "More like this" }).PressAsync("Enter");
        var much = page.GetByLabel("Much", new() { Exact = true });
        await much.PressAsync(" ");
        await Expect(much).ToBeCheckedAsync();
        isOpen.SetResult();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Made from this" })).ToBeVisibleAsync();
        await Expect(much).ToBeFocusedAsync();
        await Expect(much).ToBeCheckedAsync();
        await Expect(page.GetByRole(AriaRole.Dialog, new() { Name = "More like this" })).ToBeVisibleAsync();
    }
}
