using Microsoft.Playwright;

namespace MuseSpark.Browser.Tests;

[Collection(nameof(Studio))]
public sealed class EveryPageTests(Studio studio)
{
    public static TheoryData<string> Names => [.. Pages.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Axe_finds_nothing_serious_in_light_or_dark_and_a_narrow_phone_needs_no_sideways_scrolling(string name)
    {
        var page = await studio.OpenAsync("/");
        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            await page.ShowAsync(scheme);
            await studio.GoToAsync(page, name); // anew, since cards out of sight keep the colours they were last drawn with
            await page.AssertAccessibleAsync(scheme.ToString());
        }

        await page.SetViewportSizeAsync(360, 740);
        await Assertions.Expect(page.Locator("nav").Last).ToBeVisibleAsync();
        // Once the page has taken on its new width.
        await page.WaitForFunctionAsync("() => document.documentElement.scrollWidth === 360");
    }

    /// <summary>Not a check but a look, on demand: every page as a person sees it, in artifacts/screenshots.</summary>
    [Theory, Trait("Category", "Screenshots")]
    [MemberData(nameof(Names))]
    public async Task Every_page_is_photographed(string name)
    {
        var folder = Directory.CreateDirectory(Path.Combine(RepositoryFiles.Root, "artifacts", "screenshots")).FullName;
        var page = await studio.OpenAsync("/");
        await studio.GoToAsync(page, name);
        foreach (var (suffix, scheme, width, height) in new[]
        {
            ("light", ColorScheme.Light, 1280, 860), ("dark", ColorScheme.Dark, 1280, 860),
            ("phone-light", ColorScheme.Light, 360, 740), ("phone-dark", ColorScheme.Dark, 360, 740),
        })
        {
            await page.SetViewportSizeAsync(width, height);
            await page.ShowAsync(scheme);
            var file = Path.Combine(folder, $"{name}-{suffix}.png");
            await page.ScreenshotAsync(new() { Path = file });
            Assert.True(new FileInfo(file).Length > 2_000);
        }
    }
}
