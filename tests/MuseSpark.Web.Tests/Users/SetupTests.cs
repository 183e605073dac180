using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using MuseSpark.Client.Users;
using MuseSpark.Client.Workspaces;
using MuseSpark.Web.Tests.Harness;

namespace MuseSpark.Web.Tests.Users;

public sealed class SetupTests
{
    private static SetupRequest Request(string email = "ada@example.org") =>
        new() { DisplayName = "Ada", Email = email, Password = "correct horse battery", WorkspaceName = "Ada's desk" };

    [Theory, OnBothDatabases]
    public async Task The_first_person_becomes_admin_and_owner_and_is_signed_in(Database database)
    {
        await using var app = await MuseSparkApp.CreateAsync(database);
        var browser = app.NewBrowser();
        Assert.True((await browser.SessionAsync()).NeedsSetup);

        await (await browser.Http.PostAsJsonAsync("/api/setup", Request())).ReadAsync<SessionView>();

        var session = await browser.SessionAsync();
        Assert.False(session.NeedsSetup);
        Assert.True(session.User!.IsAdmin);
        Assert.Equal(("Ada's desk", Role.Owner), session.User.Workspaces.Select(w => (w.Name, w.Role)).Single());
        Assert.Equal(session.User.Workspaces[0].Id, session.User.CurrentWorkspaceId);
        await (await browser.Http.PostAsJsonAsync("/api/setup", Request("second@example.org"))).RefusalAsync(HttpStatusCode.Conflict);
    }

    [Theory, OnBothDatabases]
    public async Task Of_several_who_set_up_at_once_one_succeeds(Database database)
    {
        await using var app = await MuseSparkApp.CreateAsync(database);
        await app.NewBrowser().SessionAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 6)
            .Select(i => app.NewBrowser().Http.PostAsJsonAsync("/api/setup", Request($"racer{i}@example.org"))));

        Assert.Equal(1, answers.Count(a => a.StatusCode == HttpStatusCode.OK));
        Assert.Equal(5, answers.Count(a => a.StatusCode == HttpStatusCode.Conflict));
        Assert.Equal(1, await app.InDbAsync(db => db.Users.CountAsync()));
        Assert.Equal(1, await app.InDbAsync(db => db.Workspaces.CountAsync()));
    }

    [Theory, OnBothDatabases]
    public async Task Bootstrap_makes_the_account_and_its_key_once(Database database)
    {
        (string, string)[] settings = [("Bootstrap:Email", "root@example.org"), ("Bootstrap:Password", "from the environment"), ("Bootstrap:ApiKey", "msk_a-key-for-programs")];
        await using var app = await MuseSparkApp.CreateAsync(database, settings);
        await app.NewBrowser().SignInAsync("root@example.org", "from the environment");

        await using var again = app.Again(("Bootstrap:Password", "changed afterwards"));
        var session = await again.WithKey("msk_a-key-for-programs").GetFromJsonAsync<SessionView>("/api/session", Web.Data.JsonText.Options);
        await again.NewBrowser().SignInAsync("root@example.org", "from the environment");

        Assert.Equal("root@example.org", session!.User!.Email);
        Assert.Equal((1, 1, 1), await again.InDbAsync(async db =>
            (await db.Users.CountAsync(), await db.Workspaces.CountAsync(), await db.ApiKeys.CountAsync())));
    }
}
