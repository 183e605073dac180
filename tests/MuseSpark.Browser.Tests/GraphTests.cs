using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace MuseSpark.Browser.Tests;

[Collection(nameof(Studio))]
public sealed class GraphTests(Studio studio)
{
    [Fact]
    public async Task The_graph_shows_what_came_of_a_picture_and_leads_to_it()
    {
        var page = await studio.OpenAsync("/");
        var source = await studio.MakeAsync(page, new { kind = "picture", prompt = "a fox in a snowy forest at night", seed = 3 });
        var output = await studio.PictureOfAsync(page, source);
        var painted = await studio.MakeAsync(page, new { kind = "picture", prompt = "a fox at sunset", sourceId = output, seed = 4 });
        await studio.MakeAsync(page, new { kind = "caption", sourceId = output });

        await page.GotoAsync(source);
        await page.GetByText("Where it comes from and where it went").ClickAsync();
        await page.WaitForURLAsync("**/graph");
        await Expect(page.Locator("svg .view > a")).ToHaveCountAsync(3);
        await Expect(page.Locator("svg [aria-current]")).ToContainTextAsync("a fox in a snowy forest");
        await Expect(page.Locator("svg .view")).ToHaveAttributeAsync("transform", new System.Text.RegularExpressions.Regex("scale"));

        // Zooming makes the works larger on the page; dragging moves them and opens none.
        var node = page.Locator("svg").GetByRole(AriaRole.Link, new() { Name = "Picture a fox at sunset" });
        var before = (await node.BoundingBoxAsync())!;
        await page.GetByRole(AriaRole.Button, new() { Name = "Smaller" }).ClickAsync();
        var smaller = (await node.BoundingBoxAsync())!;
        Assert.True(smaller.Width < before.Width * 0.9, $"{before.Width} became {smaller.Width}");
        await page.Mouse.MoveAsync(smaller.X + 20, smaller.Y + 20);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(smaller.X - 40, smaller.Y + 50, new() { Steps = 4 });
        await page.Mouse.UpAsync();
        var moved = (await node.BoundingBoxAsync())!;
        Assert.InRange(moved.X - smaller.X, -62, -55);
        Assert.EndsWith("/graph", page.Url, StringComparison.Ordinal);

        await page.GetByText("The same as a list").ClickAsync();
        await Expect(page.Locator(".entry", new() { HasText = "a fox at sunset" })).ToContainTextAsync("painted over “Picture: a fox in a snowy forest at night”");

        await node.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync($"**{painted}");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "a fox at sunset" })).ToBeVisibleAsync();
    }
}
