using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace MuseSpark.Browser.Tests;

/// <summary>A person changes a text by hand; nothing that was typed is lost, and it shows whose words it has.</summary>
[Collection(nameof(Studio))]
public sealed partial class EditTests(Studio studio)
{
    private const string Prompt = "a quiet otter under the bridge";

    [Fact]
    public async Task A_text_is_edited_over_a_reload_and_shows_what_was_changed()
    {
        var page = await studio.OpenAsync("/");
        var story = await studio.MakeAsync(page, new { kind = "story", prompt = Prompt });
        await page.GotoAsync(story);
        await page.GetByRole(AriaRole.Button, new() { Name = "Edit", Exact = true }).ClickAsync();
        var box = page.GetByLabel("Your version");
        await Expect(box).ToBeFocusedAsync();
        var before = await box.InputValueAsync();
        var first = Word().Match(before).Value;
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Save as a new version" })).ToBeDisabledAsync();
        await box.FillAsync($"Xylophones {before[(before.IndexOf(first, StringComparison.Ordinal) + first.Length)..].TrimStart()}");
        await Expect(page.GetByText("Kept in this browser until you save it.")).ToBeVisibleAsync();

        // In the middle of it the page is loaded again, on a phone.
        await page.ReloadAsync();
        await Expect(page.GetByText("These are the changes that you began here.")).ToBeVisibleAsync();
        await Expect(box).ToHaveValueAsync(new Regex("^Xylophones "));
        await page.SetViewportSizeAsync(360, 740);
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"));
        await page.SetViewportSizeAsync(1280, 860);

        await box.PressAsync("Control+Enter");
        await page.WaitForURLAsync(url => url.Contains("/works/", StringComparison.Ordinal) && !url.EndsWith(story, StringComparison.Ordinal));
        await Expect(page.Locator("main header").GetByText("Edited by a person")).ToBeVisibleAsync();
        await Expect(page.GetByText(Share())).ToBeVisibleAsync();
        await Expect(page.Locator(".prose")).ToContainTextAsync("Xylophones");

        await page.GetByText("What was changed", new() { Exact = true }).ClickAsync();
        var changes = page.GetByRole(AriaRole.Group, new() { Name = "The text with its changes" });
        await Expect(changes.Locator("ins").First).ToContainTextAsync("Xylophones");
        await Expect(changes.Locator("del").First).ToContainTextAsync(first);
        await page.GetByText("How this was made").ClickAsync();
        await Expect(page.GetByText("edited it by hand")).ToBeVisibleAsync();
        await page.AssertAccessibleAsync();

        // The text before is as it was, and nothing of the draft is left.
        await page.GetByRole(AriaRole.Link, new() { Name = "the text before" }).First.ClickAsync();
        await page.WaitForURLAsync(url => url.EndsWith(story, StringComparison.Ordinal));
        await Expect(page.Locator(".prose")).ToContainTextAsync(first);
        await Expect(page.GetByLabel("Your version")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Changes_can_be_thrown_away()
    {
        var page = await studio.OpenAsync("/");
        await page.GotoAsync(await studio.MakeAsync(page, new { kind = "poem", prompt = Prompt }));
        await page.GetByRole(AriaRole.Button, new() { Name = "Edit", Exact = true }).ClickAsync();
        await page.GetByLabel("Your version").FillAsync("Something else");
        await page.GetByRole(AriaRole.Button, new() { Name = "Throw the changes away" }).ClickAsync();
        await Expect(page.Locator(".prose")).Not.ToContainTextAsync("Something else");
        await page.ReloadAsync();
        await Expect(page.Locator(".prose")).ToBeVisibleAsync();
        await Expect(page.GetByLabel("Your version")).ToHaveCountAsync(0);
    }

    [GeneratedRegex(@"\p{L}+")]
    private static partial Regex Word();

    [GeneratedRegex(@"About \d+% of its words are a person's\.")]
    private static partial Regex Share();
}
