using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace MuseSpark.Browser.Tests;

[Collection(nameof(Studio))]
public sealed class SourcePictureTests(Studio studio)
{
    [Fact]
    public async Task A_picture_from_this_device_is_described_and_then_painted_over()
    {
        var page = await studio.OpenAsync("/");
        await page.GetByLabel("Describe", new() { Exact = true }).CheckAsync();
        await page.Locator("button.make").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToHaveTextAsync("Choose the picture to describe.");

        // What were made while the picture is on its way would be made without it.
        await page.RouteAsync("**/api/uploads?*", async route =>
        {
            await Expect(page.Locator("button.make")).ToBeDisabledAsync();
            await route.ContinueAsync();
        });
        await page.GetByLabel("Choose a picture to describe").SetInputFilesAsync(await PaintedAsync(page));
        await Expect(page.GetByText("This picture will be described.")).ToBeVisibleAsync();
        await Expect(page.Locator("button.make")).ToBeEnabledAsync();
        await page.ReloadAsync();
        await Expect(page.GetByAltText("The picture you brought")).ToBeVisibleAsync();
        await page.Locator("button.make").ClickAsync();
        await page.WaitForURLAsync("**/works/*");
        await Expect(page.Locator(".words")).ToContainTextAsync("fox");
        await Expect(page.GetByAltText("The picture that is described")).ToBeVisibleAsync();

        await page.GotoAsync("/library");
        await page.GetByText("Brought", new() { Exact = true }).ClickAsync();
        await page.GetByAltText("a fox of mine").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Start from this" }).ClickAsync();
        await Expect(page.GetByText("Painting starts from this picture.")).ToBeVisibleAsync();
        await page.GetByLabel("How much may change").FillAsync("0.4");
        await page.Locator("#prompt").FillAsync("a fox in a snowy forest at sunset");
        await page.Keyboard.PressAsync("Control+Enter");
        await page.WaitForURLAsync("**/works/*");
        await Expect(page.Locator("img.final")).ToBeVisibleAsync();
        await page.GetByText("How this was made").ClickAsync();
        await Expect(page.GetByText("40% changed")).ToBeVisibleAsync();
        await Expect(page.GetByText("Came from")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_file_that_is_no_picture_is_refused_in_words()
    {
        var page = await studio.OpenAsync("/");
        await page.GetByLabel("Picture", new() { Exact = true }).CheckAsync();
        await page.GetByLabel("Choose a picture to start from").SetInputFilesAsync(new FilePayload { Name = "notes.png", MimeType = "image/png", Buffer = "not a picture"u8.ToArray() });
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("bring a PNG, JPEG or WebP picture");
    }

    /// <summary>A picture of the model's own, the best of eight, as a file: what it shows is known.</summary>
    private async Task<FilePayload> PaintedAsync(IPage page)
    {
        var address = await studio.MakeAsync(page, new { kind = "picture", mode = "contemplating", prompt = "a fox in a snowy forest at night", seed = 3 });
        var url = await page.EvaluateAsync<string>("async id => (await (await fetch(`/api/generations/${id}`)).json()).outputs[0].url", address.Split('/')[^1]);
        var answer = await page.APIRequest.GetAsync(url);
        return new FilePayload { Name = "a fox of mine.png", MimeType = "image/png", Buffer = await answer.BodyAsync() };
    }
}
