using Microsoft.Playwright;

namespace MuseSpark.Browser.Tests;

/// <summary>Every page of the app with something on it, for tests that look at all of them.</summary>
internal static class Pages
{
    public static IReadOnlyList<string> Names { get; } = ["create", "story", "picture", "library", "nothing-found", "missing", "models", "settings"];

    public static async Task GoToAsync(this Studio studio, IPage page, string name)
    {
        var address = name switch
        {
            "create" => "/",
            "story" => await studio.MakeAsync(page, new { kind = "story", prompt = "a brave fox finds a lantern in a snowy forest", seed = 1, settings = new { withPicture = true } }),
            "picture" => await studio.MakeAsync(page, new { kind = "picture", prompt = "a fox in front of a house at night", seed = 2 }),
            "nothing-found" => "/library",
            "missing" => $"/works/{Guid.Empty}",
            _ => $"/{name}",
        };
        await page.GotoAsync(address);
        await page.Locator("h1, h2").First.WaitForAsync();
        if (name is "story") await page.Locator(".story p").First.WaitForAsync();
        if (name is "nothing-found") await page.Locator("#find").FillAsync("a word that nobody has written");
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
    }
}
