using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace MuseSpark.Browser.Tests;

/// <summary>A picture becomes larger, and is compared with what it was: by keyboard alone.</summary>
[Collection(nameof(Studio))]
public sealed class EnlargeTests(Studio studio)
{
    [Fact]
    public async Task A_picture_is_enlarged_and_compared_with_what_it_was()
    {
        var page = await studio.OpenAsync("/");
        var work = await studio.MakeAsync(page, new { kind = "picture", prompt = "a fox in front of a house at night", seed = 2, settings = new { steps = 4, width = 128, height = 128 } });
        await page.GotoAsync(work);
        await page.GetByRole(AriaRole.Button, new() { Name = "Enlarge", Exact = true }).PressAsync("Enter");
        await Expect(page.GetByLabel("2 times 256 × 256")).ToBeFocusedAsync();
        await page.GetByLabel("4 times 512 × 512").PressAsync(" ");
        await page.GetByRole(AriaRole.Button, new() { Name = "Enlarge it" }).PressAsync("Enter");

        await page.WaitForURLAsync(url => url.Contains("/works/", StringComparison.Ordinal) && !url.EndsWith(work, StringComparison.Ordinal));
        var large = page.GetByRole(AriaRole.Img, new() { Name = "Picture enlarged by AI: a fox in front of a house at night" });
        await Expect(large).ToBeVisibleAsync();
        Assert.Equal("512 x 512", await large.EvaluateAsync<string>("image => image.decode().then(() => `${image.naturalWidth} x ${image.naturalHeight}`)"));
        await Expect(page.GetByText("Made with Spark Picture")).ToBeVisibleAsync();

        await page.GetByText("Compare with the picture before").PressAsync("Enter");
        var slider = page.GetByRole(AriaRole.Slider, new() { NameRegex = new Regex("^How much of the picture before") });
        await slider.PressAsync("Home");
        await Expect(page.Locator(".both")).ToHaveAttributeAsync("style", new Regex("--seen: 0%"));
        await page.SetViewportSizeAsync(360, 740);
        await page.WaitForFunctionAsync("() => document.documentElement.scrollWidth === 360");
        await page.AssertAccessibleAsync();
        await page.GetByText("How this was made").PressAsync("Enter");
        await Expect(page.GetByText("4 times as large · 512 × 512 pixels")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "To the picture before" }).PressAsync("Enter");
        await page.WaitForURLAsync($"**{work}");
    }

    /// <summary>One page shows both works, one after the other: what streamed the story is gone when the picture is made.</summary>
    [Fact]
    public async Task The_picture_of_a_story_is_enlarged_where_the_story_was_read_while_it_was_written()
    {
        var page = await studio.OpenAsync("/");
        await page.Locator("#prompt").FillAsync("a fox finds a golden key");
        using (studio.App.SlowDown())
        {
            await page.Keyboard.PressAsync("Control+Enter");
            await Expect(page.Locator(".story p").First).ToBeVisibleAsync();
        }
        await page.GetByRole(AriaRole.Button, new() { Name = "Enlarge", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Enlarge it" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Img, new() { NameRegex = new Regex("^Picture enlarged by AI") })).ToBeVisibleAsync();
    }
}
