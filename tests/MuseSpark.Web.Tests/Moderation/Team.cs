using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using MuseSpark.Client.Generations;
using MuseSpark.Client.Moderation;
using MuseSpark.Client.Workspaces;
using MuseSpark.Web.Data;
using MuseSpark.Web.Tests.Generations;
using MuseSpark.Web.Users;
using MuseSpark.Web.Workspaces;

namespace MuseSpark.Web.Tests.Moderation;

/// <summary>A workspace with an author and two reviewers, each with a key of their own.</summary>
public sealed class Team
{
    private readonly JobsApp _app;

    private Team(JobsApp app, Guid workspace, Guid author, HttpClient[] clients) =>
        (_app, Workspace, AuthorId, Author, First, Second) = (app, workspace, author, clients[0], clients[1], clients[2]);

    public Guid Workspace { get; }
    public Guid AuthorId { get; }
    public HttpClient Author { get; }
    public HttpClient First { get; }
    public HttpClient Second { get; }

    public static async Task<Team> OfAsync(JobsApp app, Role second = Role.Reviewer)
    {
        var workspace = Guid.CreateVersion7();
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        var people = new[] { Role.Editor, Role.Reviewer, second }.Select(role => (Id: Guid.CreateVersion7(), Role: role, Key: Secrets.NewKey())).ToArray();
        await app.InDatabaseAsync(db =>
        {
            db.Workspaces.Add(new Workspace { Id = workspace, Name = "Team", CreatedAt = now });
            foreach (var (id, role, key) in people)
            {
                db.Users.Add(new User { Id = id, UserName = $"{id}@example.org", NormalizedUserName = $"{id}@EXAMPLE.ORG", Email = $"{id}@example.org", NormalizedEmail = $"{id}@EXAMPLE.ORG", DisplayName = role.ToString(), SecurityStamp = id.ToString(), CreatedAt = now });
                db.Memberships.Add(new Membership { WorkspaceId = workspace, UserId = id, Role = role, CreatedAt = now });
                db.ApiKeys.Add(new ApiKey { Id = Guid.CreateVersion7(), WorkspaceId = workspace, UserId = id, Name = "Test", Prefix = key[..Secrets.ShownLength], Hash = Secrets.Hash(key), CreatedAt = now });
            }

            return db.SaveChangesAsync();
        });
        return new Team(app, workspace, people[0].Id, [.. people.Select(p => ClientOf(app, p.Key))]);
    }

    public async Task<GenerationView> AskAsync(string prompt, bool withReview = false)
    {
        using var answer = await Author.PostAsJsonAsync("/api/generations", new { kind = "story", prompt, askReview = withReview });
        Assert.True(answer.StatusCode == HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<GenerationView>(JsonText.Options))!;
    }

    public async Task<GenerationView> PaintAsync(string prompt)
    {
        using var answer = await Author.PostAsJsonAsync("/api/generations", new { kind = "picture", prompt });
        Assert.True(answer.StatusCode == HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<GenerationView>(JsonText.Options))!;
    }

    public async Task<GenerationView> UntilAsync(Guid id, GenerationState state)
    {
        for (var tries = 0; ; tries++)
        {
            var now = (await Author.GetFromJsonAsync<GenerationView>($"/api/generations/{id}", JsonText.Options))!;
            if (now.State == state) return now;
            Assert.True(tries < 1200, $"It is {now.State} ({now.Error}), not {state}.");
            await Task.Delay(50);
        }
    }

    /// <summary>The open case of a work, as a reviewer claims it.</summary>
    /// <param name="state">Where the work may have another case in the meantime.</param>
    public async Task<CaseView> ClaimAsync(HttpClient reviewer, Guid work, CaseState? state = null)
    {
        var page = (await reviewer.GetFromJsonAsync<Page<CaseRow>>("/api/cases", JsonText.Options))!;
        var row = Assert.Single(page.Items, c => c.GenerationId == work && (state is null || c.State == state));
        using var answer = await reviewer.PostAsync($"/api/cases/{row.Id}/claim", null);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<CaseView>(JsonText.Options))!;
    }

    public static Task<HttpResponseMessage> TryDecideAsync(HttpClient reviewer, CaseView view, CaseDecision action) => reviewer.PostAsJsonAsync(
        $"/api/cases/{view.Row.Id}/decision", new DecisionRequest { Action = action, Clause = action == CaseDecision.Allow ? null : view.Row.Category, Facts = "Read twice.", Version = view.Row.Version }, JsonText.Options);

    public static async Task<CaseView> DecideAsync(HttpClient reviewer, CaseView view, CaseDecision action)
    {
        using var answer = await TryDecideAsync(reviewer, view, action);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<CaseView>(JsonText.Options))!;
    }

    public Task InDatabaseAsync(Func<MuseSparkDb, Task> work) => _app.InDatabaseAsync(work);

    private static HttpClient ClientOf(JobsApp app, string key)
    {
        var client = app.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return client;
    }
}
