using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace MuseSpark.Browser.Tests;

[Collection(nameof(Studio))]
public sealed class VerifyPageTests(Studio studio)
{
    /// <summary>The browser itself compresses the picture anew, as a chat or a web site does.</summary>
    internal const string Recompress = """
        async url => {
            const picture = await createImageBitmap(await (await fetch(url)).blob());
            const canvas = Object.assign(document.createElement('canvas'), { width: 2 * picture.width, height: 2 * picture.height });
            canvas.getContext('2d').drawImage(picture, 0, 0, canvas.width, canvas.height);
            return canvas.toDataURL('image/jpeg', 0.7).split(',')[1];
        }
        """;

    [Fact]
    public async Task A_stranger_finds_out_that_a_picture_was_made_here_even_after_its_metadata_is_gone()
    {
        var page = await studio.OpenAsync("/");
        var address = await studio.MakeAsync(page, new { kind = "picture", prompt = "a house in the mountains at night", seed = 5, settings = new { width = 256, height = 256 } });
        var url = await page.EvaluateAsync<string>("async id => (await (await fetch(`/api/generations/${id}`)).json()).outputs[0].url", address.Split('/')[^1]);
        var signed = await (await page.APIRequest.GetAsync(url)).BodyAsync();
        var bare = Convert.FromBase64String(await page.EvaluateAsync<string>(Recompress, url));

        await using var context = await Studio.EnterAsync(studio.Browser, studio.App.Address);
        var stranger = await context.NewPageAsync();
        await stranger.GotoAsync("/verify");
        await stranger.GetByLabel("Choose a file to look at").SetInputFilesAsync(new FilePayload { Name = "house.png", MimeType = "image/png", Buffer = signed });
        await Expect(stranger.GetByRole(AriaRole.Heading, new() { Name = "Made here, and unchanged" })).ToBeVisibleAsync();
        await stranger.GetByLabel("Choose a file to look at").SetInputFilesAsync(new FilePayload { Name = "found.jpg", MimeType = "image/jpeg", Buffer = bare });
        await Expect(stranger.GetByRole(AriaRole.Heading, new() { Name = "Made here, found again" })).ToBeVisibleAsync();
        await Expect(stranger.GetByText("Open the work")).ToHaveCountAsync(0);
        await stranger.GetByText("Details for experts").ClickAsync();
        await Expect(stranger.GetByText("watermark", new() { Exact = true })).ToBeVisibleAsync();

        await stranger.GetByLabel("Text to look at").FillAsync("Ten words that no model of this server has ever written down before.");
        await stranger.GetByRole(AriaRole.Button, new() { Name = "Look at the text" }).ClickAsync();
        await Expect(stranger.GetByRole(AriaRole.Heading, new() { Name = "Nothing found" })).ToBeVisibleAsync();

        await stranger.AssertAccessibleInLightAndDarkAsync();
        await stranger.SetViewportSizeAsync(360, 740);
        await stranger.WaitForFunctionAsync("() => document.documentElement.scrollWidth === 360");
    }
}
