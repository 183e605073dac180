using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace MuseSpark.Browser.Tests;

[Collection(nameof(Studio))]
public sealed class PictureTests(Studio studio)
{
    [Fact]
    public async Task A_picture_comes_out_of_its_previews()
    {
        var page = await studio.OpenAsync("/");
        await page.GetByLabel("Picture", new() { Exact = true }).CheckAsync();
        await page.Locator("#prompt").FillAsync("a fox in front of a house at night");
        using (studio.App.SlowDown())
        {
            await page.Keyboard.PressAsync("Control+Enter");
            await page.WaitForURLAsync("**/works/*");
            // Both in one look: the picture could be done between two.
            await page.WaitForFunctionAsync("() => document.querySelector('img.preview') && document.querySelector('[role=progressbar]')?.checkVisibility()");
        }

        var picture = page.GetByRole(AriaRole.Img, new() { Name = "Picture made by AI from the words: a fox in front of a house at night" });
        await Expect(picture).ToBeVisibleAsync();
        await page.WaitForFunctionAsync("() => document.querySelector('img.final')?.naturalWidth > 0");
        await Expect(page.GetByRole(AriaRole.Progressbar)).ToHaveCountAsync(0);

        await page.GetByRole(AriaRole.Button, new() { Name = "Download" }).ClickAsync();
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "With credentials" }).ClickAsync());
        await using var file = await download.CreateReadStreamAsync();
        var start = new byte[8];
        await file.ReadExactlyAsync(start);
        Assert.Equal([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], start);
    }

    // A carthorse is no word of the model's, but a horse; of xylophones it was never told.
    [Fact]
    public async Task A_picture_says_which_words_it_does_not_show()
    {
        var page = await studio.OpenAsync("/");
        await page.GotoAsync(await studio.MakeAsync(page, new { kind = "picture", prompt = "a Carthorse with a xylophone in the snow", settings = new { steps = 4 } }));
        await Expect(page.GetByText("I don't know how to draw 'xylophone' yet.")).ToBeVisibleAsync();
        await Expect(page.GetByText("Drew 'carthorse' as a horse.")).ToBeVisibleAsync();

        await page.GetByText("How this was made").ClickAsync();
        await Expect(page.GetByText("a horse in the snow", new() { Exact = true }).First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task What_the_model_does_not_read_is_told_while_it_is_typed()
    {
        var page = await studio.OpenAsync("/");
        await page.GetByLabel("Picture", new() { Exact = true }).CheckAsync();
        await page.Locator("#prompt").FillAsync("a fox in the snow");
        await Expect(page.GetByTitle("tokens that the model reads")).ToContainTextAsync("/");
        await page.Locator("#prompt").FillAsync(string.Join(' ', Enumerable.Repeat("a red fox and a blue duck in the snow", 30)));
        await Expect(page.GetByText("Too long for the model: it won't see")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_story_with_its_picture_shows_both()
    {
        var page = await studio.OpenAsync("/");
        await page.GetByLabel("Story with picture", new() { Exact = true }).CheckAsync();
        await page.Locator("#prompt").FillAsync("a little owl wants to see the sea");
        await page.Keyboard.PressAsync("Control+Enter");
        await page.WaitForURLAsync("**/works/*");
        await Expect(page.Locator(".story p").First).ToBeVisibleAsync();
        await Expect(page.Locator("img.final")).ToBeVisibleAsync();
        await Expect(page.GetByText("How the words were made")).ToBeVisibleAsync();
        await Expect(page.GetByText("How the picture was made")).ToBeVisibleAsync();
    }
}
