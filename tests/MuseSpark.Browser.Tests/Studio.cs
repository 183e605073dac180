using Microsoft.Playwright;

namespace MuseSpark.Browser.Tests;

/// <summary>One running app, one Chromium and one signed-in person for all tests: starting them costs more than most tests do.</summary>
public sealed class Studio : IAsyncLifetime
{
    private IPlaywright? _playwright;

    public RunningApp App { get; private set; } = default!;
    public IBrowser Browser { get; private set; } = default!;
    public IBrowserContext Person { get; private set; } = default!;

    public async Task InitializeAsync()
    {
        App = await RunningApp.StartAsync(withOwner: true);
        _playwright = await Playwright.CreateAsync();
        Browser = await LaunchAsync(_playwright);
        Person = await EnterAsync(Browser, App.Address);

        var page = await Person.NewPageAsync();
        await SignInAsync(page);
        await page.CloseAsync();
    }

    /// <summary>As the owner that the server was started with.</summary>
    public static async Task SignInAsync(IPage page)
    {
        await page.GotoAsync("/");
        await page.GetByLabel("E-mail").FillAsync(RunningApp.Email);
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync(RunningApp.Password);
        await page.Keyboard.PressAsync("Enter");
        await page.GetByRole(AriaRole.Heading, new() { Name = "What shall we make?" }).WaitForAsync();
    }

    public static Task<IBrowser> LaunchAsync(IPlaywright playwright) => playwright.Chromium.LaunchAsync(new()
    {
        ExecutablePath = Environment.GetEnvironmentVariable("MUSESPARK_CHROMIUM") ?? "/usr/bin/chromium",
        // Containers rarely allow the browser its own sandbox, and it only visits the app under test.
        // A page lives for seconds here: what the optimizing compiler costs (a third of a page's start) never comes back.
        Args = ["--no-sandbox", "--js-flags=--liftoff-only"],
    });

    public static async Task<IBrowserContext> EnterAsync(IBrowser browser, string address)
    {
        var context = await browser.NewContextAsync(new() { BaseURL = address, ViewportSize = new() { Width = 1280, Height = 860 }, Locale = "en-GB" });
        context.SetDefaultTimeout(90_000);
        Assertions.SetDefaultExpectTimeout(90_000);
        return context;
    }

    /// <summary>A new page with nothing kept from earlier tests.</summary>
    public async Task<IPage> OpenAsync(string address)
    {
        foreach (var earlier in Person.Pages.ToList()) await earlier.CloseAsync();
        var page = await Person.NewPageAsync();
        await page.GotoAsync("/favicon.svg");
        await page.EvaluateAsync("localStorage.clear()");
        await page.GotoAsync(address);
        await page.Locator("h1").First.WaitForAsync();
        return page;
    }

    /// <summary>A finished work, made through the page's own session.</summary>
    public async Task<string> MakeAsync(IPage page, object request)
    {
        var id = await page.EvaluateAsync<string>(
            """
            async request => {
              const token = decodeURIComponent(document.cookie.split("; ").find(c => c.startsWith("XSRF-TOKEN=")).slice(11));
              const headers = { "Content-Type": "application/json", "X-XSRF-TOKEN": token };
              const answer = await fetch("/api/generations", { method: "POST", headers, body: JSON.stringify(request) });
              if (!answer.ok) throw new Error(await answer.text());
              const { id } = await answer.json();
              for (;;) {
                const work = await (await fetch(`/api/generations/${id}`)).json();
                if (work.state === "completed") return id;
                if (!["queued", "running"].includes(work.state)) throw new Error(`It ended ${work.state}: ${work.error}`);
                await new Promise(later => setTimeout(later, 200));
              }
            }
            """,
            request);
        return $"/works/{id}";
    }

    /// <summary>The id of a work's picture.</summary>
    public async Task<string> PictureOfAsync(IPage page, string work) => await page.EvaluateAsync<string>(
        "async id => (await (await fetch(`/api/generations/${id}`)).json()).outputs.find(o => o.kind === 'picture').id", work.Split('/')[^1]);

    public async Task DisposeAsync()
    {
        if (Browser is not null) await Browser.DisposeAsync();
        _playwright?.Dispose();
        if (App is not null) await App.DisposeAsync();
    }
}

[CollectionDefinition(nameof(Studio))]
public sealed class StudioCollection : ICollectionFixture<Studio>;
