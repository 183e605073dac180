using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using MuseSpark.Client.Users;
using MuseSpark.Web.Tests.Harness;
using MuseSpark.Web.Users;

namespace MuseSpark.Web.Tests.Users;

/// <summary>The command as people start it, beside the server that runs.</summary>
[Collection(SharedApps.Name)]
public sealed class PeopleCommandTests(Apps apps)
{
    [Theory, OnBothDatabases]
    public async Task Who_forgot_their_password_gets_a_new_one(Database database)
    {
        var app = apps[database];
        var person = await app.NewPersonAsync();
        Task<string?> StampAsync() => app.InDbAsync(db => db.Users.Where(u => u.Id == person.Id).Select(u => u.SecurityStamp).SingleAsync());
        var stamp = await StampAsync();
        for (var i = 0; i < 5; i++)
            await app.NewBrowser().Http.PostAsJsonAsync("/api/session", new SignInRequest { Email = person.Email, Password = "guess" });

        var (code, said) = await RunAsync(app, "people", "password", person.Email);

        Assert.Equal(PeopleCommand.Done, code);
        await app.NewBrowser().SignInAsync(person.Email, said.Trim().Split(' ')[^1]);
        await (await app.NewBrowser().Http.PostAsJsonAsync("/api/session", new SignInRequest { Email = person.Email, Password = MuseSparkApp.Password }))
            .RefusalAsync(HttpStatusCode.Unauthorized);
        // Sessions elsewhere are checked against this stamp every minute.
        Assert.NotEqual(stamp, await StampAsync());
    }

    [Fact]
    public async Task An_unknown_address_and_a_wish_that_is_none_are_told()
    {
        Assert.Equal((PeopleCommand.NotDone, "Nobody here has the address nobody@example.org."), await RunAsync(apps[Database.Sqlite], "people", "password", "nobody@example.org"));
        Assert.Contains("musespark people password <email>", (await RunAsync(apps[Database.Sqlite], "people")).Said, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Said)> RunAsync(MuseSparkApp app, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "MuseSpark.Web.dll"), .. arguments])
        {
            WorkingDirectory = app.Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["MUSESPARK_DATA"] = app.Folder,
                ["Database__Provider"] = app.Postgres is null ? "sqlite" : "postgres",
                ["ConnectionStrings__MuseSpark"] = app.Postgres,
            },
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var said = await process.StandardOutput.ReadToEndAsync() + await errors;
        await process.WaitForExitAsync();
        return (process.ExitCode, said.Trim());
    }
}
