using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace MuseSpark.Browser.Tests;

[Collection(nameof(Studio))]
public sealed class LibraryTests(Studio studio)
{
    [Fact]
    public async Task Works_are_found_filtered_and_deleted()
    {
        var page = await studio.OpenAsync("/");
        await studio.MakeAsync(page, new { kind = "ideas", prompt = "names for a quozzle", settings = new { maxTokens = 24 } });
        await studio.MakeAsync(page, new { kind = "poem", prompt = "a quozzle under the stars", settings = new { maxTokens = 24 } });
        await page.GotoAsync("/library");
        var works = page.Locator(".mosaic article");
        await Expect(works.First).ToBeVisibleAsync();

        await page.Keyboard.PressAsync("/");
        await Expect(page.Locator("#find")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("quozzle");
        await Expect(works).ToHaveCountAsync(2);
        await page.GetByRole(AriaRole.Button, new() { Name = "Poems" }).ClickAsync();
        await Expect(works).ToHaveCountAsync(1);

        await works.First.GetByRole(AriaRole.Link).ClickAsync();
        await page.WaitForURLAsync("**/works/*");
        await page.GoBackAsync();
        await Expect(page.Locator("#find")).ToHaveValueAsync("quozzle");
        await Expect(works).ToHaveCountAsync(1);

        await works.First.HoverAsync();
        await works.First.GetByRole(AriaRole.Button, new() { Name = "Delete a quozzle under the stars" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete it" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Nothing found" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Show everything" }).ClickAsync();
        await Expect(works.First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Scrolling_brings_the_next_page()
    {
        const int first = 24;
        var page = await studio.OpenAsync("/");
        for (var i = 0; i < first + 4; i++) await studio.MakeAsync(page, new { kind = "ideas", prompt = $"endless list {i}", settings = new { maxTokens = 8 } });

        // A page that does not come is asked for once, and then by a person.
        var asked = 0;
        bool IsNextPage(string url) => url.Contains("search=endless", StringComparison.Ordinal) && url.Contains("cursor=", StringComparison.Ordinal);
        await page.RouteAsync(IsNextPage, route =>
        {
            Interlocked.Increment(ref asked);
            return route.AbortAsync();
        });
        // The list of everything comes just when the search was typed and is not yet asked for: its next page is none of the search's.
        var typed = new TaskCompletionSource();
        await page.RouteAsync(url => url.Contains("/api/generations?", StringComparison.Ordinal) && !url.Contains("search=", StringComparison.Ordinal) && !url.Contains("cursor=", StringComparison.Ordinal), async route =>
        {
            await typed.Task;
            await route.ContinueAsync();
        });
        await page.GotoAsync("/library");
        await page.Locator("#find").FillAsync("endless list");
        typed.SetResult();
        await page.WaitForURLAsync("**/library?search=endless*"); // until then the list of everything is shown, which would be replaced
        var works = page.Locator(".mosaic article");
        await Expect(works.First).ToBeVisibleAsync();
        await page.Mouse.MoveAsync(640, 500);
        await page.Mouse.WheelAsync(0, 20_000);
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("MuseSpark can't be reached");
        await Task.Delay(TimeSpan.FromSeconds(1));   // in which a page that asks again by itself would have asked many times
        Assert.Equal(1, asked);
        await page.UnrouteAllAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Show more" }).ClickAsync();
        await Expect(works).ToHaveCountAsync(first + 4);
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Show more" })).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task The_last_of_several_questions_at_once_is_the_only_one_asked()
    {
        var page = await studio.OpenAsync("/");
        await studio.MakeAsync(page, new { kind = "ideas", prompt = "names for a blimfrock", settings = new { maxTokens = 8 } });
        await studio.MakeAsync(page, new { kind = "poem", prompt = "a blimfrock", settings = new { maxTokens = 8 } });

        // The list of everything is on its way until the question has changed twice, and its answer comes last.
        var changed = new TaskCompletionSource();
        await page.RouteAsync(url => url.Contains("/api/generations?", StringComparison.Ordinal) && !url.Contains("kind=", StringComparison.Ordinal), async route =>
        {
            await changed.Task;
            await Task.Delay(TimeSpan.FromSeconds(1));
            await route.ContinueAsync();
        });
        var asked = new List<string>();
        page.Request += (_, request) =>
        {
            if (request.Url.Contains("/api/generations?", StringComparison.Ordinal) && request.Url.Contains("kind=", StringComparison.Ordinal)) asked.Add(request.Url);
        };
        await page.GotoAsync("/library?search=blimfrock");
        await Expect(page.Locator(".mosaic .shape").First).ToBeVisibleAsync();
        await page.EvaluateAsync("for (const name of ['Ideas', 'Poems']) [...document.querySelectorAll('.filters .chip')].find(chip => chip.textContent === name).click()");
        changed.SetResult();
        var works = page.Locator(".mosaic article");
        await Expect(works).ToHaveCountAsync(1);
        await Task.Delay(TimeSpan.FromSeconds(2));   // in which the outdated answer arrives
        await Expect(works).ToHaveCountAsync(1);
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Poems", Pressed = true })).ToBeVisibleAsync();
        Assert.Contains("kind=poem", Assert.Single(asked));
    }
}
