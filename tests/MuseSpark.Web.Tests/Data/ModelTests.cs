using Microsoft.EntityFrameworkCore;
using MuseSpark.Client.Generations;
using MuseSpark.Client.Workspaces;
using MuseSpark.Web.Generations;
using MuseSpark.Web.Outputs;
using MuseSpark.Web.Tests.Harness;

namespace MuseSpark.Web.Tests.Data;

[Collection(SharedApps.Name)]
public sealed class ModelTests(Apps apps)
{
    private static Generation New(Guid workspace, Person person, DateTime at, Guid? parent = null, string prompt = "a fox") => new()
    {
        Id = Guid.CreateVersion7(),
        WorkspaceId = workspace,
        UserId = person.Id,
        Kind = Kinds.Story,
        Mode = Modes.Instant,
        Prompt = prompt,
        Settings = new GenerationSettings { MaxTokens = 7, Temperature = 0.3f, Stop = ["\n\n", "Ende 🦊"] },
        ParentId = parent,
        CreatedAt = at,
    };

    [Theory, OnBothDatabases]
    public async Task The_migrations_are_up_to_date_with_the_model(Database database) =>
        Assert.False(await apps[database].InDbAsync(db => Task.FromResult(db.Database.HasPendingModelChanges())));

    [Theory, OnBothDatabases]
    public async Task A_row_comes_back_as_it_was_stored(Database database)
    {
        var person = await apps[database].NewPersonAsync();
        var workspace = await apps[database].NewWorkspaceAsync((person, Role.Owner));
        var stored = New(workspace, person, new DateTime(2026, 2, 28, 23, 59, 59, DateTimeKind.Utc));
        await apps[database].InDbAsync(db => { db.Add(stored); return db.SaveChangesAsync(); });

        var read = await apps[database].InDbAsync(db => db.Generations.AsNoTracking().SingleAsync(g => g.Id == stored.Id));

        Assert.Equal(stored.CreatedAt, read.CreatedAt);
        Assert.Equal(DateTimeKind.Utc, read.CreatedAt.Kind);
        Assert.Equal(stored.Settings.Stop, read.Settings.Stop);
        Assert.Equal((7, 0.3f), (read.Settings.MaxTokens, read.Settings.Temperature));
    }

    /// <summary>In PostgreSQL it is the locale of the database that knows the letters, and that of the tests knows only ASCII's.</summary>
    [Fact]
    public async Task A_search_in_sqlite_knows_the_small_letter_of_every_capital()
    {
        var app = apps[Database.Sqlite];
        var person = await app.NewPersonAsync();
        var workspace = await app.NewWorkspaceAsync((person, Role.Owner));
        var stored = New(workspace, person, app.Now, prompt: "ÄPFEL und Ёлки");
        await app.InDbAsync(db => { db.Add(stored); return db.SaveChangesAsync(); });

        foreach (var words in new[] { "Äpfel", "äpfel UND", "ёлки" })
            Assert.Equal(stored.Id, Assert.Single((await (await person.Http.GetAsync($"/api/generations?workspaceId={workspace}&search={Uri.EscapeDataString(words)}")).ReadAsync<Page<GenerationView>>()).Items).Id);
    }

    [Theory, OnBothDatabases]
    public async Task A_reference_into_another_workspace_cannot_be_stored(Database database)
    {
        var app = apps[database];
        var person = await app.NewPersonAsync();
        var (here, there) = (await app.NewWorkspaceAsync((person, Role.Owner)), await app.NewWorkspaceAsync((person, Role.Owner)));
        var theirs = New(there, person, app.Now);
        await app.InDbAsync(db => { db.Add(theirs); return db.SaveChangesAsync(); });
        var output = new Output
        {
            Id = Guid.CreateVersion7(),
            WorkspaceId = here,
            GenerationId = theirs.Id,
            Kind = "text",
            MediaType = "text/plain",
            Sha256 = new string('0', 64),
            CreatedAt = app.Now,
        };
        var entry = new GenerationEvent { WorkspaceId = here, GenerationId = theirs.Id, Seq = 1, Type = "queued", Data = "{}", At = app.Now };

        foreach (object row in new object[] { New(here, person, app.Now, parent: theirs.Id), output, entry })
            await Assert.ThrowsAsync<DbUpdateException>(() => app.InDbAsync(db => { db.Add(row); return db.SaveChangesAsync(); }));
    }

    [Theory, OnBothDatabases]
    public async Task A_time_that_is_not_utc_cannot_be_stored(Database database)
    {
        var person = await apps[database].NewPersonAsync();
        var workspace = await apps[database].NewWorkspaceAsync((person, Role.Owner));

        await Assert.ThrowsAnyAsync<Exception>(() => apps[database].InDbAsync(db =>
        {
            db.Add(New(workspace, person, new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Unspecified)));
            return db.SaveChangesAsync();
        }));
    }
}
