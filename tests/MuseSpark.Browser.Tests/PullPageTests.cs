using Microsoft.Playwright;
using MuseSpark.Inference.Tests.Hub;
using static Microsoft.Playwright.Assertions;

namespace MuseSpark.Browser.Tests;

/// <summary>A model comes from a hub on this machine that halts in the middle: looked up, accepted, stopped, resumed after a reload, installed.</summary>
[Collection(nameof(Studio))]
public sealed class PullPageTests(Studio studio)
{
    [Fact]
    public async Task A_model_is_fetched_stopped_and_resumed()
    {
        await using var hub = await HaltingHubAsync();
        await using var app = await RunningApp.StartAsync(withOwner: true, ("Hub__Address", hub.Options.Address.ToString()));
        await using var context = await Studio.EnterAsync(studio.Browser, app.Address);
        var page = await ModelsPageAsync(context);

        await page.GetByLabel("Repository").FillAsync("somebody/else");
        await page.GetByRole(AriaRole.Button, new() { Name = "Look it up" }).ClickAsync();
        await Expect(page.GetByText("The hub shows no repository somebody/else.")).ToBeVisibleAsync();

        await page.GetByLabel("Repository").FillAsync(TestHub.Repository);
        await page.GetByRole(AriaRole.Button, new() { Name = "Look it up" }).ClickAsync();
        var found = page.GetByRole(AriaRole.Article, new() { Name = "tiny", Exact = true });
        await Expect(found.GetByText("licence: apache-2.0")).ToBeVisibleAsync();
        await Expect(found.GetByText("fp32")).ToBeVisibleAsync();
        var download = found.GetByRole(AriaRole.Button, new() { Name = "Download" });
        await Expect(download).ToBeDisabledAsync();
        await found.GetByText("I accept the licence").ClickAsync();
        await page.AssertAccessibleInLightAndDarkAsync();
        await download.ClickAsync();

        var pull = page.GetByRole(AriaRole.Article, new() { Name = "tiny-int8", Exact = true });
        await Expect(pull.GetByText("0.5 MB of")).ToBeVisibleAsync();
        await pull.GetByRole(AriaRole.Button, new() { Name = "Stop" }).ClickAsync();
        await Expect(pull.GetByText("Stopped; 0.5 MB of")).ToBeVisibleAsync();
        await page.ReloadAsync();
        await Expect(pull.GetByText("Stopped; 0.5 MB of")).ToBeVisibleAsync();
        await page.AssertAccessibleInLightAndDarkAsync();
        await page.SetViewportSizeAsync(360, 740);
        // The page may take a moment to become narrow.
        await page.WaitForFunctionAsync("() => document.documentElement.scrollWidth === 360");

        await pull.GetByRole(AriaRole.Button, new() { Name = "Resume" }).ClickAsync();
        await Expect(pull.GetByText("Installed.")).ToBeVisibleAsync();
        var card = page.GetByRole(AriaRole.Article, new() { Name = "tiny (int8)" });
        await card.GetByText("Details").ClickAsync();
        await card.GetByRole(AriaRole.Button, new() { Name = "Check its files" }).ClickAsync();
        await Expect(card.GetByText("All its files are whole.")).ToBeVisibleAsync();
        await card.GetByRole(AriaRole.Button, new() { Name = "Remove tiny (int8)" }).ClickAsync();
        await card.GetByRole(AriaRole.Button, new() { Name = "Remove", Exact = true }).ClickAsync();
        await Expect(card).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task One_that_is_stopped_and_discarded_at_once_leaves_the_page()
    {
        await using var hub = await HaltingHubAsync();
        await using var app = await RunningApp.StartAsync(withOwner: true, ("Hub__Address", hub.Options.Address.ToString()));
        await using var context = await Studio.EnterAsync(studio.Browser, app.Address);
        var page = await ModelsPageAsync(context);
        await page.GetByLabel("Repository").FillAsync(TestHub.Repository);
        await page.Keyboard.PressAsync("Enter");
        await page.GetByText("I accept the licence").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Download" }).ClickAsync();

        var pull = page.GetByRole(AriaRole.Article, new() { Name = "tiny-int8", Exact = true });
        await pull.GetByRole(AriaRole.Button, new() { Name = "Stop" }).ClickAsync();
        await pull.GetByRole(AriaRole.Button, new() { Name = "Discard tiny-int8" }).ClickAsync();
        await pull.GetByRole(AriaRole.Button, new() { Name = "Discard it" }).ClickAsync();
        await Expect(pull).ToHaveCountAsync(0);
    }
    /// <summary>Answers no more after half a megabyte.</summary>
    private static async Task<TestHub> HaltingHubAsync()
    {
        var hub = await TestHub.StartAsync();
        await hub.AddAsync(Path.Combine(RepositoryFiles.Models, "spark-text"));
        hub.HaltAfter(500_000);
        return hub;
    }

    private static async Task<IPage> ModelsPageAsync(IBrowserContext context)
    {
        var page = await context.NewPageAsync();
        await Studio.SignInAsync(page);
        await page.GotoAsync("/models");
        return page;
    }
}
