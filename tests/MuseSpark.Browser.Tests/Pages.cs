using Microsoft.Playwright;

namespace MuseSpark.Browser.Tests;

/// <summary>Every page of the app with something on it, for tests that look at all of them.</summary>
internal static class Pages
{
    public static IReadOnlyList<string> Names { get; } = ["create", "story", "picture", "graph", "library", "nothing-found", "missing", "models", "settings", "authenticity", "review", "notices"];

    public static async Task GoToAsync(this Studio studio, IPage page, string name)
    {
        var address = name switch
        {
            "create" => "/",
            "story" => await studio.MakeAsync(page, new { kind = "story", prompt = "a brave fox finds a lantern in a snowy forest", seed = 1, settings = new { withPicture = true } }),
            "picture" => await studio.MakeAsync(page, new { kind = "picture", prompt = "a fox in front of a house at night", seed = 2 }),
            "graph" => await studio.MakeFamilyAsync(page) + "/graph",
            "review" => await studio.ReportAsync(page),
            "nothing-found" => "/library",
            "authenticity" => "/settings/authenticity",
            "missing" => $"/works/{Guid.Empty}",
            _ => $"/{name}",
        };
        await page.GotoAsync(address);
        await page.Locator("h1, h2").First.WaitForAsync();
        if (name is "graph") await page.Locator(".view > a").Last.WaitForAsync();
        if (name is "story") await page.Locator(".story p").First.WaitForAsync();
        if (name is "review") await page.Locator("#case-title").WaitForAsync();
        if (name is "nothing-found") await page.Locator("#find").FillAsync("a word that nobody has written");
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
    }

    /// <summary>The desk with a story that somebody reported.</summary>
    private static async Task<string> ReportAsync(this Studio studio, IPage page)
    {
        var story = await studio.MakeAsync(page, new { kind = "story", prompt = "a fox and a hen make peace", seed = 3, settings = new { withPicture = true } });
        await ReviewTeam.SendAsync(page, "POST", $"/api/generations/{story.Split('/')[^1]}/reports", new { category = "violence", words = "The fox eats the hen." });
        return "/review";
    }

    /// <summary>A story whose picture was painted over twice, once more from there, and described.</summary>
    private static async Task<string> MakeFamilyAsync(this Studio studio, IPage page)
    {
        var story = await studio.MakeAsync(page, new { kind = "story", prompt = "a duck builds a sailing boat", seed = 2, settings = new { withPicture = true } });
        var picture = await studio.PictureOfAsync(page, story);
        var painted = await studio.MakeAsync(page, new { kind = "picture", prompt = "a duck in a sailing boat at sunset", seed = 3, sourceId = picture });
        await studio.MakeAsync(page, new { kind = "picture", prompt = "a duck in the snow", seed = 4, sourceId = picture });
        await studio.MakeAsync(page, new { kind = "caption", sourceId = picture });
        var last = await studio.MakeAsync(page, new { kind = "picture", prompt = "a whale under a sailing boat", seed = 5, sourceId = await studio.PictureOfAsync(page, painted) });
        await studio.MakeAsync(page, new { kind = "picture", prompt = "a whale under a sailing boat", seed = 6, parentId = last.Split('/')[^1] });
        return story;
    }
}
