using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace MuseSpark.Browser.Tests;

[Collection(nameof(Studio))]
public sealed class SetupTests(Studio studio)
{
    [Fact]
    public async Task A_new_server_asks_for_its_first_person_and_is_theirs_from_then_on()
    {
        await using var app = await RunningApp.StartAsync(withOwner: false);
        var context = await Studio.EnterAsync(studio.Browser, app.Address);
        var page = await context.NewPageAsync();

        await page.GotoAsync("/library");
        await page.WaitForURLAsync("**/setup");
        await page.GetByLabel("Your name").FillAsync("Grace");
        await page.GetByLabel("E-mail").FillAsync("grace@example.org");
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync("a lighthouse at night");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "What shall we make?" })).ToBeVisibleAsync();

        await context.ClearCookiesAsync();
        await page.GotoAsync("/");
        await page.WaitForURLAsync("**/sign-in**");
        await page.GetByLabel("E-mail").FillAsync("grace@example.org");
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync("a lighthouse by day");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Alert).First).ToBeVisibleAsync();
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync("a lighthouse at night");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "What shall we make?" })).ToBeVisibleAsync();
    }
}
