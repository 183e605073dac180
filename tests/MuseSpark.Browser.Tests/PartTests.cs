using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace MuseSpark.Browser.Tests;

/// <summary>A part of a picture is changed, and more like it are painted: by keyboard alone.</summary>
[Collection(nameof(Studio))]
public sealed class PartTests(Studio studio)
{
    [Fact]
    public async Task A_part_is_marked_over_a_reload_and_painted_anew_and_more_like_it_follow()
    {
        var page = await studio.OpenAsync("/");
        var work = await studio.MakeAsync(page, new { kind = "picture", prompt = "a fox in front of a house at night", seed = 2, settings = new { steps = 4 } });
        await page.GotoAsync(work);
        await page.GetByRole(AriaRole.Button, new() { Name = "Change a part" }).PressAsync("Enter");
        var stage = page.GetByRole(AriaRole.Application, new() { Name = "Picture to mark the part on" });
        await Expect(stage).ToBeFocusedAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Paint this part" })).ToBeDisabledAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Close" }).PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Change a part" })).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(stage).ToBeFocusedAsync();

        // One dab, undone; then a line of brush widths, 32 pixels wide and 64 long.
        await page.Keyboard.PressAsync(" ");
        var share = page.Locator("#part-share");
        await Expect(share).ToHaveTextAsync("1% of the picture is marked. The rest stays as it is.");
        await page.Keyboard.PressAsync("Control+z");
        await Expect(share).ToContainTextAsync("Paint over what shall change.");
        await page.Keyboard.DownAsync(" ");
        for (var i = 0; i < 4; i++) await page.Keyboard.PressAsync("ArrowRight");
        await page.Keyboard.UpAsync(" ");
        await Expect(share).ToContainTextAsync("4% of the picture is marked");
        await Expect(page.GetByText("75% across, 50% down, marked")).ToBeAttachedAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Invert" }).PressAsync("Enter");
        await Expect(share).ToContainTextAsync("96% of the picture is marked");
        await page.GetByRole(AriaRole.Button, new() { Name = "Clear" }).PressAsync("Enter");
        await Expect(share).ToHaveTextAsync("Paint over what shall change.");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Clear" })).ToBeFocusedAsync();
        for (var i = 0; i < 2; i++) await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).PressAsync("Enter");
        await Expect(share).ToContainTextAsync("4% of the picture is marked");

        await page.ReloadAsync();
        await Expect(share).ToContainTextAsync("4% of the picture is marked");
        await page.SetViewportSizeAsync(360, 740);
        await page.WaitForFunctionAsync("() => document.documentElement.scrollWidth === 360");
        await page.AssertAccessibleAsync();
        await page.SetViewportSizeAsync(1280, 860);

        // A browser that is full to the last letter says so.
        await page.EvaluateAsync("() => { for (let n = 2 ** 23; n >= 1; n /= 2) try { localStorage.full = (localStorage.full ?? '') + 'x'.repeat(n); } catch { } }");
        await page.GetByLabel("What shall be there?").FillAsync("a small sailing boat");
        await Expect(page.GetByText("This browser keeps nothing")).ToBeVisibleAsync();
        await page.EvaluateAsync("() => localStorage.removeItem('full')");
        await page.Keyboard.PressAsync("Control+Enter");
        await page.WaitForURLAsync(url => url.Contains("/works/", StringComparison.Ordinal) && !url.EndsWith(work, StringComparison.Ordinal));
        await Expect(page.Locator("img.final")).ToBeVisibleAsync();
        await page.GetByText("How this was made").PressAsync("Enter");
        await Expect(page.GetByText("one part painted anew")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Use these settings" }).PressAsync("Enter");
        await Expect(page.GetByText("Only the marked part of this picture is painted anew.")).ToBeVisibleAsync();

        // Back at the picture it came from, which is as it was.
        await page.GotoAsync(work);
        var made = page.GetByRole(AriaRole.Region, new() { Name = "Made from this" }).GetByRole(AriaRole.Img, new() { NameRegex = new Regex("^Made by AI") });
        await Expect(made).ToHaveCountAsync(1);
        await page.GetByRole(AriaRole.Button, new() { Name = "More like this" }).PressAsync("Enter");
        await Expect(page.GetByLabel("Some", new() { Exact = true })).ToBeFocusedAsync();
        await page.GetByLabel("A little", new() { Exact = true }).PressAsync(" ");
        await page.GetByRole(AriaRole.Button, new() { Name = "Paint them" }).PressAsync("Enter");
        await Expect(made).ToHaveCountAsync(3);
        await page.GotoAsync($"{work}/graph");
        await Expect(page.Locator("svg .view > a")).ToHaveCountAsync(4);
    }
}
