using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace MuseSpark.Browser.Tests;

/// <summary>Somebody without an account reports a published work and sees what becomes of it.</summary>
[Collection(nameof(Studio))]
public sealed class ReportTests(Studio studio)
{
    [Fact]
    public async Task A_stranger_reports_with_the_keyboard_alone_and_is_told_what_became_of_it()
    {
        var page = await studio.OpenAsync("/");
        var work = (await studio.MakeAsync(page, new { kind = "picture", prompt = "a fox in the snow", seed = 1, settings = new { steps = 4 } })).Split('/')[^1];
        var published = await ReviewTeam.SendAsync(page, "POST", $"/api/generations/{work}/publication", new { title = "The lamp" });
        Assert.False(published.GetProperty("waits").GetBoolean());
        await using var context = await Studio.EnterAsync(studio.Browser, studio.App.Address);
        var stranger = await context.NewPageAsync();
        await stranger.GotoAsync(published.GetProperty("page").GetString()!);
        await stranger.GetByRole(AriaRole.Link, new() { Name = "Report", Exact = true }).PressAsync("Enter");
        await Expect(stranger.GetByRole(AriaRole.Heading, new() { Name = "Report “The lamp”" })).ToBeVisibleAsync();

        // Sent too early it says what is missing, beside each field.
        await stranger.GetByRole(AriaRole.Button, new() { Name = "Send the report" }).PressAsync("Enter");
        foreach (var missing in new[] { "Choose what is wrong.", "Say in a sentence what is wrong with it.", "Tick this, or leave it." })
            await Expect(stranger.GetByText(missing)).ToBeVisibleAsync();
        await FitsAndReadsWellAsync(stranger);

        await stranger.GetByLabel("Sexual content", new() { Exact = true }).FocusAsync();
        await stranger.Keyboard.PressAsync("Space");
        await stranger.Keyboard.PressAsync("Tab");
        await stranger.Keyboard.TypeAsync("My name is in it.");
        await stranger.Keyboard.PressAsync("Tab");
        await stranger.Keyboard.TypeAsync("Otter");
        foreach (var key in new[] { "Tab", "Space", "Tab", "Enter" }) await stranger.Keyboard.PressAsync(key);

        await Expect(stranger.GetByRole(AriaRole.Heading, new() { Name = "Your report has come" })).ToBeFocusedAsync();
        var code = await stranger.GetByLabel("The code of your report").InputValueAsync();
        await FitsAndReadsWellAsync(stranger);
        await stranger.GetByRole(AriaRole.Link, new() { Name = "What became of it" }).PressAsync("Enter");
        await Expect(stranger.GetByRole(AriaRole.Heading, new() { Name = "A person will look at it" })).ToBeVisibleAsync();
        await FitsAndReadsWellAsync(stranger);

        var cases = (await ReviewTeam.SendAsync(page, "GET", "/api/cases")).GetProperty("items");
        var waiting = cases.EnumerateArray().Single(c => c.GetProperty("generationId").GetString() == work);
        await page.GotoAsync($"/review/{waiting.GetProperty("id").GetString()}");
        await Expect(page.GetByText("Otter, without an account")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("r");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByText("Taken away.")).ToBeVisibleAsync();

        await stranger.GotoAsync("/reports");
        await stranger.GetByLabel("The code of the report").FillAsync(code);
        await stranger.Keyboard.PressAsync("Enter");
        await Expect(stranger.GetByRole(AriaRole.Heading, new() { Name = "It was taken away" })).ToBeVisibleAsync();
        await stranger.GotoAsync($"{published.GetProperty("page").GetString()}/report");
        await Expect(stranger.GetByRole(AriaRole.Heading, new() { Name = "Nothing here" })).ToBeVisibleAsync();
    }

    private static async Task FitsAndReadsWellAsync(IPage page)
    {
        await page.AssertAccessibleInLightAndDarkAsync();
        await page.SetViewportSizeAsync(390, 844);
        await page.WaitForFunctionAsync("() => document.documentElement.scrollWidth === 390");
        await page.SetViewportSizeAsync(1280, 860);
    }
}
