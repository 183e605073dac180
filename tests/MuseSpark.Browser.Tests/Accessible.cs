using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace MuseSpark.Browser.Tests;

/// <summary>What axe finds in a page as a person sees it.</summary>
internal static class Accessible
{
    public static async Task AssertAccessibleInLightAndDarkAsync(this IPage page)
    {
        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            await page.ShowAsync(scheme);
            await page.AssertAccessibleAsync(scheme.ToString());
        }
    }

    public static async Task AssertAccessibleAsync(this IPage page, string? look = null) => Assert.Equal("", string.Join('\n', (await page.RunAxe()).Violations
        .Where(violation => violation.Impact is "serious" or "critical")
        .Select(violation => $"{look} {violation.Id}, {violation.Help}: {string.Join(" | ", violation.Nodes.Select(node => node.Html))}")));

    /// <summary>Waits until the components have the colours of the scheme, too, which follow the page's own when the program hears of it.</summary>
    public static async Task ShowAsync(this IPage page, ColorScheme scheme)
    {
        await page.EmulateMediaAsync(new() { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
        await page.WaitForFunctionAsync("""
            isDark => {
              const red = getComputedStyle(document.documentElement).getPropertyValue("--mud-palette-background").match(/\d+/)?.[0];
              return red && red < 128 === isDark && document.documentElement.dataset.theme === (isDark ? "dark" : "light");
            }
            """, scheme == ColorScheme.Dark);
        // The frame after: what the colours change has been drawn.
        await page.EvaluateAsync("() => new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)))");
    }
}
