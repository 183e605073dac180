using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using MuseSpark.Client.Users;
using MuseSpark.Web.Tests.Harness;

namespace MuseSpark.Web.Tests.Users;

[Collection(SharedApps.Name)]
public sealed class SignInTests(Apps apps)
{
    private static SignInRequest Attempt(string email, string password) => new() { Email = email, Password = password };

    [Theory, OnBothDatabases]
    public async Task A_wrong_password_and_an_unknown_address_get_the_same_answer(Database database)
    {
        var person = await apps[database].NewPersonAsync();
        var http = apps[database].NewBrowser().Http;

        var wrong = await (await http.PostAsJsonAsync("/api/session", Attempt(person.Email, "something else"))).RefusalAsync(HttpStatusCode.Unauthorized);
        var unknown = await (await http.PostAsJsonAsync("/api/session", Attempt("nobody@example.org", "something else"))).RefusalAsync(HttpStatusCode.Unauthorized);

        Assert.Equal(wrong, unknown);
    }

    [Theory, OnBothDatabases]
    public async Task Five_failures_close_the_account_even_to_the_right_password(Database database)
    {
        var person = await apps[database].NewPersonAsync();
        var http = apps[database].NewBrowser().Http;
        for (var i = 0; i < 5; i++)
            await http.PostAsJsonAsync("/api/session", Attempt(person.Email, "guess"));

        await (await http.PostAsJsonAsync("/api/session", Attempt(person.Email, MuseSparkApp.Password))).RefusalAsync(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Too_many_attempts_from_one_address_have_to_wait()
    {
        await using var app = await MuseSparkApp.CreateAsync(Database.Sqlite, ("SignIn:AttemptsPerMinute", "3"));
        var http = app.NewBrowser().Http;
        for (var i = 0; i < 3; i++)
            await (await http.PostAsJsonAsync("/api/session", Attempt("nobody@example.org", "guess"))).RefusalAsync(HttpStatusCode.Unauthorized);

        var refused = await http.PostAsJsonAsync("/api/session", Attempt("nobody@example.org", "guess"));

        await refused.RefusalAsync(HttpStatusCode.TooManyRequests);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
    }

    [Theory, OnBothDatabases]
    public async Task Signing_out_ends_the_session(Database database)
    {
        var person = await apps[database].NewPersonAsync();
        Assert.NotNull((await person.Browser.SessionAsync()).User);

        Assert.Equal(HttpStatusCode.NoContent, (await person.Http.DeleteAsync("/api/session")).StatusCode);

        Assert.Null((await person.Browser.SessionAsync()).User);
        await (await person.Http.GetAsync("/api/workspaces")).RefusalAsync(HttpStatusCode.Unauthorized);
    }

    [Theory, OnBothDatabases]
    public async Task The_cookie_alone_changes_nothing(Database database)
    {
        var person = await apps[database].NewPersonAsync();
        person.Browser.Forget("XSRF-TOKEN");

        var sentence = await (await person.Http.PutAsJsonAsync("/api/profile", new ProfileRequest { DisplayName = "Mallory" })).RefusalAsync(HttpStatusCode.BadRequest);

        Assert.Contains("reload", sentence);
        Assert.NotEqual("Mallory", (await person.Browser.SessionAsync()).User!.DisplayName);
    }

    [Theory, OnBothDatabases]
    public async Task Another_persons_token_does_not_do(Database database)
    {
        var (mallory, alice) = (await apps[database].NewPersonAsync(), await apps[database].NewPersonAsync());
        alice.Browser.Use(mallory.Browser, "XSRF-TOKEN", "musespark-antiforgery");

        await (await alice.Http.PutAsJsonAsync("/api/profile", new ProfileRequest { DisplayName = "Mallory" })).RefusalAsync(HttpStatusCode.BadRequest);
    }

    [Theory, OnBothDatabases]
    public async Task Another_site_cannot_sign_somebody_in(Database database)
    {
        var person = await apps[database].NewPersonAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/session")
        {
            Content = JsonContent.Create(Attempt(person.Email, MuseSparkApp.Password)),
            Headers = { { "Sec-Fetch-Site", "cross-site" } },
        };

        await (await apps[database].NewBrowser().Http.SendAsync(request)).RefusalAsync(HttpStatusCode.BadRequest);
    }

    [Theory, OnBothDatabases]
    public async Task A_changed_password_is_the_one_that_counts(Database database)
    {
        var person = await apps[database].NewPersonAsync();
        var stamp = await StampAsync(apps[database], person);

        var changed = await person.Http.PutAsJsonAsync("/api/password",
            new ChangePasswordRequest { CurrentPassword = MuseSparkApp.Password, NewPassword = "an even better one" });

        Assert.Equal(HttpStatusCode.NoContent, changed.StatusCode);
        Assert.NotNull((await person.Browser.SessionAsync()).User);
        await apps[database].NewBrowser().SignInAsync(person.Email, "an even better one");
        await (await apps[database].NewBrowser().Http.PostAsJsonAsync("/api/session", Attempt(person.Email, MuseSparkApp.Password)))
            .RefusalAsync(HttpStatusCode.Unauthorized);

        // Sessions elsewhere are checked against this stamp every minute.
        Assert.NotEqual(stamp, await StampAsync(apps[database], person));
    }

    [Theory, OnBothDatabases]
    public async Task The_profile_is_kept(Database database)
    {
        var person = await apps[database].NewPersonAsync();

        await person.Http.PutAsJsonAsync("/api/profile", new ProfileRequest { DisplayName = " Zoë 🦊 ", Theme = "dark" });
        var refused = await (await person.Http.PutAsJsonAsync("/api/profile", new ProfileRequest { DisplayName = "", Theme = "pink" }))
            .RefusalAsync(HttpStatusCode.BadRequest);

        var user = (await person.Browser.SessionAsync()).User!;
        Assert.Equal(("Zoë 🦊", "dark"), (user.DisplayName, user.Theme));
        Assert.Contains("Write your name.", refused);
        Assert.Contains("The theme is system, light or dark.", refused);
    }

    private static Task<string?> StampAsync(MuseSparkApp app, Person person) =>
        app.InDbAsync(db => db.Users.Where(u => u.Id == person.Id).Select(u => u.SecurityStamp).SingleAsync());
}
