using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace MuseSpark.Browser.Tests;

/// <summary>A work is published, seen by somebody without an account, found again by a copy of it, and taken back.</summary>
[Collection(nameof(Studio))]
public sealed class PublishTests(Studio studio)
{
    [Fact]
    public async Task A_picture_is_published_seen_by_a_stranger_compared_with_its_copy_and_taken_back()
    {
        var page = await studio.OpenAsync("/");
        var address = await studio.MakeAsync(page, new { kind = "picture", prompt = "a house in the mountains at night", seed = 5, settings = new { width = 256, height = 256 } });
        await page.GotoAsync(address);
        var link = await PublishAsync(page, "Home", "A small house below high mountains");

        await using var context = await Studio.EnterAsync(studio.Browser, studio.App.Address);
        var stranger = await context.NewPageAsync();
        var refusals = new List<string>();
        stranger.Console += (_, said) => { if (said.Text.Contains("Content Security", StringComparison.OrdinalIgnoreCase)) refusals.Add(said.Text); };
        await stranger.GotoAsync(link);
        await Expect(stranger.GetByRole(AriaRole.Heading, new() { Name = "Home", Level = 1 })).ToBeVisibleAsync();
        await Expect(stranger).ToHaveTitleAsync("Home · MuseSpark");
        await Expect(stranger.GetByAltText("Picture made by AI: A small house below high mountains")).ToHaveJSPropertyAsync("naturalWidth", 256);
        await Expect(stranger.Locator("figure .ai")).ToHaveTextAsync("AI");
        await Expect(stranger.GetByText("Painted by AI", new() { Exact = true })).ToBeVisibleAsync();
        await Expect(stranger.GetByText("in the mountains at night")).ToHaveCountAsync(0);
        await stranger.GetByText("About this model").ClickAsync();
        await Expect(stranger.Locator(".markdown").First).ToBeVisibleAsync();
        var download = await stranger.RunAndWaitForDownloadAsync(() => stranger.GetByText("Picture with credentials").ClickAsync());
        Assert.Equal($"musespark-{link.Split('/')[^1]}.png", download.SuggestedFilename);
        var copy = Convert.FromBase64String(await stranger.EvaluateAsync<string>(VerifyPageTests.Recompress, $"/api/public/{link.Split('/')[^1]}/picture"));

        await stranger.GetByRole(AriaRole.Link, new() { Name = "Check it" }).ClickAsync();
        await stranger.GetByLabel("Choose a file to look at").SetInputFilesAsync(new FilePayload { Name = "found.jpg", MimeType = "image/jpeg", Buffer = copy });
        await Expect(stranger.GetByRole(AriaRole.Heading, new() { Name = "Made here, found again" })).ToBeVisibleAsync();
        await Expect(stranger.GetByAltText("What you brought")).ToHaveJSPropertyAsync("naturalWidth", 512);
        await Expect(stranger.GetByAltText("The work as it was made")).ToHaveJSPropertyAsync("naturalWidth", 256);
        await FitsAndReadsWellAsync(stranger);
        await stranger.GetByText("See it where it is published").ClickAsync();
        await Expect(stranger.GetByRole(AriaRole.Heading, new() { Name = "Home", Level = 1 })).ToBeVisibleAsync();
        Assert.Empty(refusals);

        await page.GetByRole(AriaRole.Button, new() { Name = "Take back" }).ClickAsync();
        await Expect(page.GetByText("Taken back.")).ToBeVisibleAsync();
        await stranger.ReloadAsync();
        await Expect(stranger.GetByRole(AriaRole.Heading, new() { Name = "Nothing here" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_published_story_says_who_wrote_it_and_reads_well_on_every_screen()
    {
        var page = await studio.OpenAsync("/");
        await page.GotoAsync(await studio.MakeAsync(page, new { kind = "story", prompt = "a brave fox finds a lantern in a snowy forest", seed = 1, settings = new { withPicture = true } }));
        await page.GetByRole(AriaRole.Button, new() { Name = "Publish", Exact = true }).ClickAsync();
        await FitsAndReadsWellAsync(page);
        await page.Keyboard.PressAsync("Escape");
        var link = await PublishAsync(page, "The lantern", "A fox with a lantern");

        await using var context = await Studio.EnterAsync(studio.Browser, studio.App.Address);
        var stranger = await context.NewPageAsync();
        await stranger.GotoAsync(link);
        await Expect(stranger.Locator(".story p").First).ToBeVisibleAsync();
        await Expect(stranger.GetByText("Written and painted by AI", new() { Exact = true })).ToBeVisibleAsync();
        await Expect(stranger.GetByText("0 % of the text")).ToBeVisibleAsync();
        await Expect(stranger.Locator("header .ai")).ToHaveTextAsync("AI");
        Assert.Contains("trainedAlgorithmicMedia", await stranger.Locator("head script[type='application/ld+json']").TextContentAsync(), StringComparison.Ordinal);
        await FitsAndReadsWellAsync(stranger);
    }

    /// <returns>The link that it gives.</returns>
    private static async Task<string> PublishAsync(IPage page, string title, string altText)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Publish", Exact = true }).ClickAsync();
        await page.GetByLabel("Title").FillAsync(title);
        await page.GetByLabel("What the picture shows").FillAsync(altText);
        await page.GetByRole(AriaRole.Button, new() { Name = "Publish it" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Copy", Exact = true }).Last).ToBeFocusedAsync();
        return await page.GetByLabel("Link", new() { Exact = true }).InputValueAsync();
    }

    private static async Task FitsAndReadsWellAsync(IPage page)
    {
        await page.AssertAccessibleInLightAndDarkAsync();
        await page.SetViewportSizeAsync(360, 740);
        // An open flyout becomes a sheet when it hears of the new size.
        await page.WaitForFunctionAsync("() => document.documentElement.scrollWidth === 360 && [...document.querySelectorAll('.flyout:popover-open')].every(panel => panel.style.left === '')");
        await page.SetViewportSizeAsync(1280, 860);
    }
}
