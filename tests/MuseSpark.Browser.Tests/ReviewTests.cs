using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace MuseSpark.Browser.Tests;

/// <summary>The review desk from both of its sides.</summary>
[Collection(nameof(Studio))]
public sealed class ReviewTests(ReviewTeam team) : IClassFixture<ReviewTeam>
{
    private const string Bloody = "he stabs the man again and again until blood and guts cover the floor";
    private int _strokes;

    [Fact]
    public async Task From_a_flag_over_an_appeal_to_the_work()
    {
        await team.ClearAsync();
        var ben = team.Ben;
        await ben.GotoAsync("/");
        await ben.GetByLabel("Picture", new() { Exact = true }).CheckAsync();
        await ben.Locator("#prompt").FillAsync($"a fox beside a {ReviewTeam.ListedWord} at night");
        await ben.Keyboard.PressAsync("Control+Enter");
        await ben.WaitForURLAsync("**/works/*");
        await Expect(ben.GetByRole(AriaRole.Heading, new() { Name = "Waiting for a person" })).ToBeVisibleAsync();
        await ben.AssertAccessibleInLightAndDarkAsync();
        var work = new Uri(ben.Url).AbsolutePath;

        // The desk claims the case by itself: one key chooses, one does it.
        await team.Ada.GotoAsync("/review");
        await OpenedAsync(team.Ada, "A word this workspace keeps out");
        await Expect(team.Ada.Locator("mark")).ToHaveTextAsync(ReviewTeam.ListedWord);
        await Expect(team.Ada.Locator(".lease")).ToContainTextAsync("Yours for");
        await team.Ada.AssertAccessibleInLightAndDarkAsync();
        await DecideAsync(team.Ada, "r");
        await Expect(team.Ada.GetByText("Taken away.")).ToBeVisibleAsync();
        Assert.Equal(2, _strokes);
        await Expect(team.Ada.GetByRole(AriaRole.Heading, new() { Name = "Nothing waits for you" })).ToBeVisibleAsync();

        // The page that was open learns of it, and the message says why.
        await Expect(ben.GetByText("A reviewer took this away")).ToBeVisibleAsync();
        await ben.GetByText("To your messages").ClickAsync();
        var notice = ben.Locator("article", new() { HasText = "Your work was taken away" });
        await notice.GetByText("Why, and who decided").ClickAsync();
        await Expect(notice.GetByText("A person decided.")).ToBeVisibleAsync();
        await notice.GetByRole(AriaRole.Button, new() { Name = "Ask to have it looked at again" }).ClickAsync();
        await ben.GetByLabel("Why should it be looked at again?").FillAsync("It is a part of a sword.");
        await ben.GetByRole(AriaRole.Button, new() { Name = "Ask", Exact = true }).ClickAsync();
        await Expect(notice.GetByText("Somebody else does.")).ToBeVisibleAsync();
        await Expect(notice.GetByRole(AriaRole.Button, new() { Name = "Ask to have it looked at again" })).ToHaveCountAsync(0);
        await ben.AssertAccessibleInLightAndDarkAsync();

        // Who decided first is not given the appeal; somebody else is.
        await team.Ada.GotoAsync("/review");
        await Expect(team.Ada.GetByRole(AriaRole.Heading, new() { Name = "Nothing waits for you" })).ToBeVisibleAsync();
        await team.Cleo.GotoAsync("/review");
        await OpenedAsync(team.Cleo, "A word this workspace keeps out");
        await Expect(team.Cleo.GetByText("It is a part of a sword.")).ToBeVisibleAsync();
        await DecideAsync(team.Cleo, "a");
        await Expect(team.Cleo.GetByText("Allowed.")).ToBeVisibleAsync();
        Assert.Equal(2, _strokes);

        await ben.GotoAsync(work);
        await Expect(ben.Locator("img.final")).ToBeVisibleAsync();
        await ben.GotoAsync("/notices");
        await Expect(ben.GetByRole(AriaRole.Heading, new() { Name = "Your appeal was right" })).ToBeVisibleAsync();
        await Expect(ben.GetByText("you were right.")).ToBeVisibleAsync();
        var record = await ReviewTeam.SendAsync(team.Ada, "GET", $"/api/workspaces/{team.Workspace}/ledger/check");
        Assert.False(record.TryGetProperty("brokenAt", out _), record.ToString());
        Assert.True(record.GetProperty("entries").GetInt32() >= 3, record.ToString());
    }

    [Fact]
    public async Task Held_work_goes_on_under_the_eyes_of_its_author()
    {
        await team.ClearAsync();
        await team.Ben.GotoAsync(await team.AskAsync($"a duck and a {ReviewTeam.ListedWord}"));
        await Expect(team.Ben.GetByRole(AriaRole.Heading, new() { Name = "Waiting for a person" })).ToBeVisibleAsync();
        // The queue is read slowly: once its answer is here, it tells of a case that has been decided.
        var decided = new TaskCompletionSource();
        await team.Ada.RouteAsync(new Regex(@"/api/cases\?"), async route =>
        {
            var queue = await route.FetchAsync();
            await decided.Task;
            await route.FulfillAsync(new() { Response = queue });
        });
        await team.Ada.GotoAsync("/review");
        await OpenedAsync(team.Ada, "A word this workspace keeps out");
        await DecideAsync(team.Ada, "a");
        await Expect(team.Ada.GetByRole(AriaRole.Heading, new() { Name = "Nothing waits for you" })).ToBeVisibleAsync();
        decided.SetResult();
        await Expect(team.Ada.GetByText("Nothing waits.", new() { Exact = true })).ToBeVisibleAsync(new() { Timeout = 20_000 });
        await team.Ada.UnrouteAllAsync();
        await Expect(team.Ben.Locator("img.final")).ToBeVisibleAsync();
        await Expect(team.Ben.Locator(".place", new() { HasText = "Messages" }).Locator(".badge")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task What_is_reported_is_labelled_and_veiled_until_it_is_asked_for()
    {
        await team.ClearAsync();
        var made = await ReviewTeam.SendAsync(team.Ben, "POST", "/api/generations", new { kind = "picture", prompt = "a bear in the snow", workspaceId = team.Workspace });
        var work = $"/works/{made.GetProperty("id").GetString()}";
        await team.Cleo.GotoAsync(work);
        await Expect(team.Cleo.Locator("img.final")).ToBeVisibleAsync();
        await team.Cleo.GetByRole(AriaRole.Button, new() { Name = "Report" }).ClickAsync();
        await team.Cleo.GetByRole(AriaRole.Button, new() { Name = "Report it" }).ClickAsync();
        await Expect(team.Cleo.GetByText("Choose what is wrong.")).ToBeVisibleAsync();
        await team.Cleo.GetByLabel("Graphic violence").CheckAsync();
        await team.Cleo.GetByLabel("In your words").FillAsync("The bear looks hungry.");
        await team.Cleo.GetByRole(AriaRole.Button, new() { Name = "Report it" }).ClickAsync();
        await Expect(team.Cleo.GetByText("Thank you.")).ToBeVisibleAsync();

        await team.Ada.GotoAsync("/review");
        await OpenedAsync(team.Ada, "Graphic violence");
        await Expect(team.Ada.GetByText("The bear looks hungry.")).ToBeVisibleAsync();
        await Expect(team.Ada.Locator(".veiled.shown")).ToHaveCountAsync(0);
        await team.Ada.Keyboard.PressAsync("b");
        await Expect(team.Ada.Locator(".veiled.shown")).ToHaveCountAsync(1);
        await DecideAsync(team.Ada, "l");
        await Expect(team.Ada.GetByText("Labelled.")).ToBeVisibleAsync();

        await team.Cleo.GotoAsync(work);
        await Expect(team.Cleo.GetByText("May contain graphic violence")).ToBeVisibleAsync();
        await Expect(team.Cleo.Locator(".picture.veiled")).ToHaveCountAsync(1);
        await Expect(team.Cleo.GetByAltText("A picture that is veiled until you show it")).ToHaveCountAsync(1);
        await team.Cleo.GetByRole(AriaRole.Button, new() { Name = "Show", Exact = true }).ClickAsync();
        await Expect(team.Cleo.Locator(".picture.veiled")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Mild_ones_are_decided_together_and_one_that_somebody_has_is_only_looked_at()
    {
        await team.ClearAsync();
        foreach (var animal in new[] { "fox", "duck", "owl" }) await team.AskAsync($"a {animal} with a {ReviewTeam.ListedWord}");
        await team.Ada.GotoAsync("/review");
        await OpenedAsync(team.Ada, "A word this workspace keeps out");
        await team.Cleo.GotoAsync("/review");
        await Expect(team.Cleo.Locator(".cases .open")).ToHaveCountAsync(3);
        // Her own comes by itself; a click before that would be lost.
        await OpenedAsync(team.Cleo, "A word this workspace keeps out");
        await team.Cleo.Locator(".cases .open", new() { HasText = "Ada is on it" }).ClickAsync();
        await Expect(team.Cleo.GetByText("Somebody else is looking at this")).ToBeVisibleAsync();

        await team.Ada.Locator(".cases input[type=checkbox]").Nth(1).CheckAsync();
        await team.Ada.Locator(".cases input[type=checkbox]").Nth(2).CheckAsync();
        await team.Ada.GetByRole(AriaRole.Group, new() { Name = "Decide the selected" }).GetByRole(AriaRole.Button, new() { Name = "Allow" }).ClickAsync();
        await Expect(team.Ada.GetByText("2 decided.")).ToBeVisibleAsync();
        await Expect(team.Ada.Locator(".cases .open")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task What_is_stopped_can_be_put_before_a_person()
    {
        var ben = team.Ben;
        var own = (await ReviewTeam.SendAsync(ben, "POST", "/api/workspaces", new { name = "Ben's own" })).GetProperty("id").GetString()!;
        await ReviewTeam.SendAsync(ben, "PUT", "/api/session/workspace", new { workspaceId = own });
        await ReviewTeam.SendAsync(ben, "POST", $"/api/workspaces/{own}/policies", new
        {
            document = new { rules = new[] { new { category = "violence", surface = "private", thresholds = new { label = (double?)null, hold = (double?)null, block = 0.05 } } } },
            reason = "No blood at all.",
        });
        await ben.GotoAsync("/");
        await ben.GetByLabel("Picture", new() { Exact = true }).CheckAsync();
        await ben.Locator("#prompt").FillAsync(Bloody);
        await ben.Keyboard.PressAsync("Control+Enter");
        await Expect(ben.GetByText("This was stopped because")).ToBeVisibleAsync();
        await Expect(ben.Locator("#prompt")).ToHaveValueAsync(Bloody);
        await ben.GetByRole(AriaRole.Button, new() { Name = "Ask a person to look at it" }).ClickAsync();
        await ben.WaitForURLAsync("**/works/*");
        await Expect(ben.GetByRole(AriaRole.Heading, new() { Name = "Waiting for a person" })).ToBeVisibleAsync();
        await ReviewTeam.SendAsync(ben, "PUT", "/api/session/workspace", new { workspaceId = team.Workspace });
    }

    /// <summary>Not a check but a look: the desk and what members see of it, in artifacts/screenshots.</summary>
    [Fact, Trait("Category", "Screenshots")]
    public async Task The_desk_is_photographed()
    {
        await team.ClearAsync();
        var held = await team.AskAsync($"a knight with a broken {ReviewTeam.ListedWord} in front of a castle");
        for (var i = 0; i < 6; i++) await team.AskAsync($"a {ReviewTeam.ListedWord}, number {i}");
        var made = await ReviewTeam.SendAsync(team.Ben, "POST", "/api/generations", new { kind = "story", prompt = "a fox and a lantern in the snow", workspaceId = team.Workspace, settings = new { withPicture = true } });
        var story = made.GetProperty("id").GetString();
        await team.Ben.GotoAsync($"/works/{story}");
        await Expect(team.Ben.Locator("img.final")).ToBeVisibleAsync();
        await ReviewTeam.SendAsync(team.Cleo, "POST", $"/api/generations/{story}/reports", new { category = "hate", words = "It says foxes are all thieves." });
        await team.Ben.GotoAsync(held);
        await Expect(team.Ben.GetByRole(AriaRole.Heading, new() { Name = "Waiting for a person" })).ToBeVisibleAsync();
        await PhotographAsync(team.Ben, "held");
        await team.Ada.GotoAsync("/review");
        await OpenedAsync(team.Ada, "Hatred against a group of people");
        await PhotographAsync(team.Ada, "desk");
        await team.Ada.Keyboard.PressAsync("r");
        await Expect(team.Ada.GetByRole(AriaRole.Button, new() { Name = "Take it away" })).ToBeFocusedAsync();
        await PhotographAsync(team.Ada, "desk-deciding");
        await team.Ada.Keyboard.PressAsync("l");
        await team.Ada.Keyboard.PressAsync("Enter");
        await OpenedAsync(team.Ada, "A word this workspace keeps out");
        await PhotographAsync(team.Ada, "desk-words");
        await team.Ben.GotoAsync("/notices");
        await team.Ben.GetByText("Why, and who decided").First.ClickAsync();
        await PhotographAsync(team.Ben, "messages");
        await team.Cleo.GotoAsync($"/works/{story}");
        await Expect(team.Cleo.GetByText("May contain")).ToBeVisibleAsync();
        await PhotographAsync(team.Cleo, "labelled");
        await team.Cleo.GotoAsync("/library");
        await PhotographAsync(team.Cleo, "library-labelled");
        await team.ClearAsync();
        await team.Ada.GotoAsync("/review");
        await Expect(team.Ada.GetByRole(AriaRole.Heading, new() { Name = "Nothing waits for you" })).ToBeVisibleAsync();
        await PhotographAsync(team.Ada, "desk-empty");
    }

    private async Task OpenedAsync(IPage page, string title)
    {
        await Expect(page.Locator("#case-title")).ToHaveTextAsync(title);
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Allow", Exact = true }).Last).ToBeEnabledAsync();
        _strokes = 0;
    }

    private async Task DecideAsync(IPage page, string key)
    {
        foreach (var stroke in new[] { key, "Enter" })
        {
            await page.Keyboard.PressAsync(stroke);
            _strokes++;
        }
    }

    private static async Task PhotographAsync(IPage page, string name)
    {
        var folder = Directory.CreateDirectory(Path.Combine(RepositoryFiles.Root, "artifacts", "screenshots")).FullName;
        foreach (var (suffix, scheme, width, height) in new[]
        {
            ("light", ColorScheme.Light, 1280, 860), ("dark", ColorScheme.Dark, 1440, 900),
            ("phone-light", ColorScheme.Light, 360, 740), ("phone-dark", ColorScheme.Dark, 360, 740),
        })
        {
            await page.SetViewportSizeAsync(width, height);
            await page.ShowAsync(scheme);
            if (width == 360) await page.WaitForFunctionAsync("() => document.documentElement.scrollWidth === 360");
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}-{suffix}.png") });
        }

        await page.SetViewportSizeAsync(1280, 860);
    }
}
