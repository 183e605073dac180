using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using MuseSpark.Client.Users;
using MuseSpark.Client.Workspaces;
using MuseSpark.Web.Data;
using MuseSpark.Web.Users;
using MuseSpark.Web.Workspaces;

namespace MuseSpark.Web.Tests.Harness;

public enum Database { Sqlite, Postgres }

/// <summary>The whole server, on a database and a data folder of its own.</summary>
public sealed class MuseSparkApp : WebApplicationFactory<Program>
{
    public const string Password = "a password for tests";
    private readonly Dictionary<string, string> settings;
    private readonly string? postgres;
    private readonly bool ownsData;
    private int people;

    private MuseSparkApp(string folder, string? postgres, Dictionary<string, string> settings, bool ownsData) =>
        (Folder, this.postgres, this.settings, this.ownsData) = (folder, postgres, settings, ownsData);

    public string Folder { get; }
    public string? Postgres => postgres;

    public static async Task<MuseSparkApp> CreateAsync(Database database, params (string Name, string Value)[] settings)
    {
        var folder = Directory.CreateTempSubdirectory("musespark-test-").FullName;
        var all = new Dictionary<string, string>
        {
            ["MUSESPARK_DATA"] = folder,
            ["Database:Provider"] = database.ToString(),
            ["SignIn:AttemptsPerMinute"] = "1000000",
            ["Limits:ChangesPerMinute"] = "1000000",
            ["Limits:RequestsPerMinute"] = "1000000",
            ["Logs:Level"] = "Warning",
        };
        var postgres = database == Database.Postgres ? await PostgresServer.NewDatabaseAsync() : null;
        if (postgres is not null)
            all["ConnectionStrings:MuseSpark"] = postgres;
        foreach (var (name, value) in settings)
            all[name] = value;
        return new MuseSparkApp(folder, postgres, all, ownsData: true);
    }

    /// <summary>A second server on this one's data.</summary>
    public MuseSparkApp Again(params (string Name, string Value)[] changes)
    {
        var all = new Dictionary<string, string>(settings);
        foreach (var (name, value) in changes)
            all[name] = value;
        return new MuseSparkApp(Folder, postgres, all, ownsData: false);
    }

    public Browser NewBrowser() => new(this, new CookieContainer());

    /// <summary>A new account with a session of its own, as member of nothing.</summary>
    public async Task<Person> NewPersonAsync(bool isAdmin = false)
    {
        var number = Interlocked.Increment(ref people);
        var user = new User
        {
            Id = Guid.CreateVersion7(),
            UserName = $"person{number}@example.org",
            Email = $"person{number}@example.org",
            DisplayName = $"Person {number}",
            IsAdmin = isAdmin,
            CreatedAt = Now,
        };
        await using var scope = Services.CreateAsyncScope();
        var made = await scope.ServiceProvider.GetRequiredService<UserManager<User>>().CreateAsync(user, Password);
        Assert.True(made.Succeeded, string.Join(" ", made.Errors.Select(e => e.Description)));

        var browser = NewBrowser();
        await browser.SignInAsync(user.Email);
        return new Person(user.Id, user.Email, browser);
    }

    public Task<Guid> NewWorkspaceAsync(params (Person Person, Role Role)[] members) => InDbAsync(async db =>
    {
        var id = Guid.CreateVersion7();
        db.Workspaces.Add(new Workspace { Id = id, Name = "Workspace of a test", CreatedAt = Now });
        db.Memberships.AddRange(members.Select(m => new Membership { WorkspaceId = id, UserId = m.Person.Id, Role = m.Role, CreatedAt = Now }));
        await db.SaveChangesAsync();
        return id;
    });

    /// <summary>A program with a new key of this person's to this workspace.</summary>
    public async Task<HttpClient> NewProgramAsync(Person person, Guid workspace)
    {
        var secret = Secrets.NewKey();
        await InDbAsync(db =>
        {
            db.ApiKeys.Add(new ApiKey
            {
                Id = Guid.CreateVersion7(),
                WorkspaceId = workspace,
                UserId = person.Id,
                Name = "Test",
                Prefix = secret[..Secrets.ShownLength],
                Hash = Secrets.Hash(secret),
                CreatedAt = Now,
            });
            return db.SaveChangesAsync();
        });
        return WithKey(secret);
    }

    public HttpClient WithKey(string key)
    {
        var client = CreateDefaultClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return client;
    }

    public async Task<T> InDbAsync<T>(Func<MuseSparkDb, Task<T>> work)
    {
        await using var scope = Services.CreateAsyncScope();
        return await work(scope.ServiceProvider.GetRequiredService<MuseSparkDb>());
    }

    public DateTime Now => Services.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime;

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        // As people run it; in development there would be a second way to the static files.
        builder.UseEnvironment("Production");
        builder.UseSetting("ReloadStaticAssetsAtRuntime", "false");
        builder.UseSetting("Models:Measure", "false");
        builder.UseDefaultServiceProvider(provider => provider.ValidateScopes = true);
        foreach (var (name, value) in settings)
            builder.UseSetting(name, value);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (!ownsData)
            return;
        if (postgres is not null)
            await PostgresServer.DropAsync(postgres);
        SqliteConnection.ClearAllPools();
        Directory.Delete(Folder, recursive: true);
    }
}

public sealed record Person(Guid Id, string Email, Browser Browser)
{
    public HttpClient Http => Browser.Http;
}
