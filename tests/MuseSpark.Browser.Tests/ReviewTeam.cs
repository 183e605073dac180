using System.Text.Json;
using Microsoft.Playwright;

namespace MuseSpark.Browser.Tests;

/// <summary>A server of its own with an author and two reviewers in one workspace, whose policy keeps out the word "quillon".</summary>
public sealed class ReviewTeam : IAsyncLifetime
{
    public const string ListedWord = "quillon";
    private const string Password = "three at one desk";

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public RunningApp App { get; private set; } = default!;

    /// <summary>Ada owns the workspace, so she reviews; Cleo does nothing else; Ben makes.</summary>
    public IPage Ada { get; private set; } = default!;
    public IPage Cleo { get; private set; } = default!;
    public IPage Ben { get; private set; } = default!;
    public string Workspace { get; private set; } = "";

    public async Task InitializeAsync()
    {
        App = await RunningApp.StartAsync(withOwner: true);
        _playwright = await Playwright.CreateAsync();
        _browser = await Studio.LaunchAsync(_playwright);
        Ada = await (await Studio.EnterAsync(_browser, App.Address)).NewPageAsync();
        await Studio.SignInAsync(Ada);
        Workspace = (await SendAsync(Ada, "GET", "/api/session")).GetProperty("user").GetProperty("currentWorkspaceId").GetString()!;
        await SendAsync(Ada, "POST", $"/api/workspaces/{Workspace}/policies", new { document = new { audience = "adults", blockedWords = new[] { ListedWord }, sample = new { share = 0, surfaces = Array.Empty<string>() } }, reason = "To have something to decide on." });
        Ben = await InviteAsync("Ben", "editor");
        Cleo = await InviteAsync("Cleo", "reviewer");
    }

    /// <summary>What the server answers to the person at a page.</summary>
    public static async Task<JsonElement> SendAsync(IPage page, string method, string address, object? body = null) => await page.EvaluateAsync<JsonElement>(
        """
        async ([method, address, body]) => {
          const token = decodeURIComponent(document.cookie.split("; ").find(c => c.startsWith("XSRF-TOKEN="))?.slice(11) ?? "");
          const headers = { "Content-Type": "application/json", "X-XSRF-TOKEN": token };
          const answer = await fetch(address, { method, headers, body: method === "GET" ? undefined : JSON.stringify(body) });
          const text = await answer.text();
          if (!answer.ok) throw new Error(`${method} ${address}: ${answer.status} ${text}`);
          return text ? JSON.parse(text) : {};
        }
        """,
        new object?[] { method, address, body ?? new { } });

    /// <summary>The address of a picture that Ben asked for and that waits for a reviewer.</summary>
    public async Task<string> AskAsync(string prompt)
    {
        var work = await SendAsync(Ben, "POST", "/api/generations", new { kind = "picture", prompt, workspaceId = Workspace });
        Assert.Equal("held", work.GetProperty("state").GetString());
        return $"/works/{work.GetProperty("id").GetString()}";
    }

    /// <summary>Decides all that waits, so that a test finds only its own cases.</summary>
    public async Task ClearAsync()
    {
        await Ada.GotoAsync("/library");
        await Cleo.GotoAsync("/library");
        for (var rounds = 0; rounds < 20; rounds++)
        {
            var waiting = (await SendAsync(Ada, "GET", "/api/cases?take=100")).GetProperty("items").EnumerateArray().ToList();
            if (waiting.Count == 0) return;
            foreach (var entry in waiting)
            {
                var person = entry.GetProperty("state").GetString() == "open" ? Ada : Cleo;
                var id = entry.GetProperty("id").GetString();
                var view = await SendAsync(person, "POST", $"/api/cases/{id}/claim");
                await SendAsync(person, "POST", $"/api/cases/{id}/decision", new { action = "allow", version = view.GetProperty("row").GetProperty("version").GetInt32() });
            }
        }
    }

    private async Task<IPage> InviteAsync(string name, string role)
    {
        var invitation = await SendAsync(Ada, "POST", $"/api/workspaces/{Workspace}/invitations", new { role });
        var page = await (await Studio.EnterAsync(_browser!, App.Address)).NewPageAsync();
        await page.GotoAsync(new Uri(new Uri(App.Address), invitation.GetProperty("url").GetString()!).PathAndQuery);
        await page.GetByLabel("Your name").FillAsync(name);
        await page.GetByLabel("E-mail").FillAsync($"{name}@example.org");
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync(Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Join" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "What shall we make?" }).WaitForAsync();
        return page;
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
        if (App is not null) await App.DisposeAsync();
    }
}
