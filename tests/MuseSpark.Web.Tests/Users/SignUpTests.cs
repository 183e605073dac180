using System.Net;
using System.Net.Http.Json;
using MuseSpark.Client.Users;
using MuseSpark.Web.Data;
using MuseSpark.Web.Tests.Harness;

namespace MuseSpark.Web.Tests.Users;

/// <summary>How people come to have accounts, and how much they may ask for.</summary>
public sealed class SignUpTests
{
    private static SetupRequest New(string email) => new() { DisplayName = "New", Email = email, Password = MuseSparkApp.Password };

    [Fact]
    public async Task Where_it_is_open_anybody_gets_a_workspace_of_their_own()
    {
        await using var app = await MuseSparkApp.CreateAsync(Database.Sqlite, ("SignUp:Mode", "open"));
        await app.NewPersonAsync(isAdmin: true);
        var browser = app.NewBrowser();
        var before = await browser.Http.GetFromJsonAsync<SessionView>("/api/session");
        Assert.True(before!.CanSignUp);
        using var made = await browser.Http.PostAsJsonAsync("/api/users", New("new@example.org"));
        Assert.Equal(HttpStatusCode.OK, made.StatusCode);
        var session = (await browser.Http.GetFromJsonAsync<SessionView>("/api/session", JsonText.Options))!;
        Assert.Equal((false, 1), (session.User!.IsAdmin, session.User.Workspaces.Count));
        using var twice = await app.NewBrowser().Http.PostAsJsonAsync("/api/users", New("NEW@example.org"));
        Assert.Equal(HttpStatusCode.Conflict, twice.StatusCode);
    }

    [Theory]
    [InlineData("invitation")]
    [InlineData("closed")]
    public async Task Where_it_is_not_nobody_does(string mode)
    {
        await using var app = await MuseSparkApp.CreateAsync(Database.Sqlite, ("SignUp:Mode", mode));
        await app.NewPersonAsync(isAdmin: true);
        using var refused = await app.NewBrowser().Http.PostAsJsonAsync("/api/users", New("new@example.org"));
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
    }

    [Fact]
    public async Task Who_changes_too_much_in_a_minute_waits_and_others_do_not()
    {
        await using var app = await MuseSparkApp.CreateAsync(Database.Sqlite, ("Limits:ChangesPerMinute", "6"));
        var (hasty, calm) = (await app.NewPersonAsync(), await app.NewPersonAsync());
        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 8; i++)
        {
            using var answer = await hasty.Browser.Http.PutAsJsonAsync("/api/profile", new ProfileRequest { DisplayName = "Hasty", Theme = "dark" });
            answers.Add(answer.StatusCode);
        }

        Assert.Contains(HttpStatusCode.TooManyRequests, answers);
        Assert.Equal(HttpStatusCode.NoContent, answers[0]);
        Assert.Equal(HttpStatusCode.OK, (await hasty.Browser.Http.GetAsync("/api/session")).StatusCode);
        using var other = await calm.Browser.Http.PutAsJsonAsync("/api/profile", new ProfileRequest { DisplayName = "Calm", Theme = "dark" });
        Assert.Equal(HttpStatusCode.NoContent, other.StatusCode);
    }
}
