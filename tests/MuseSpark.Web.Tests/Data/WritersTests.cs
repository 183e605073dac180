using System.Data;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MuseSpark.Client.Workspaces;
using MuseSpark.Web.Data;
using MuseSpark.Web.Tests.Harness;
using MuseSpark.Web.Workspaces;
using Npgsql;

namespace MuseSpark.Web.Tests.Data;

[Collection(SharedApps.Name)]
public sealed class WritersTests(Apps apps)
{
    [Theory, OnBothDatabases]
    public async Task Sixty_writers_of_three_kinds_all_get_through(Database database)
    {
        var app = apps[database];
        var owner = await app.NewPersonAsync();
        var workspace = await app.NewWorkspaceAsync((owner, Role.Owner));

        await Task.WhenAll(Enumerable.Range(0, 60).Select(i => Task.Run(() => app.InDbAsync(db => (i % 3) switch
        {
            0 => Add(db),
            1 => db.Workspaces.Where(w => w.Id == workspace).ExecuteUpdateAsync(set => set.SetProperty(w => w.Name, $"Name {i}")),
            _ => db.InTransactionAsync(IsolationLevel.ReadCommitted, async token =>
            {
                await db.Workspaces.Where(w => w.Id == workspace).ExecuteUpdateAsync(set => set.SetProperty(w => w.Name, $"Name {i}"), token);
                return await Add(db);
            }, CancellationToken.None),
        }))));

        Assert.Equal(40, await app.InDbAsync(db => db.Invitations.CountAsync(i => i.WorkspaceId == workspace)));

        Task<int> Add(MuseSparkDb db)
        {
            db.Invitations.Add(new Invitation
            {
                Id = Guid.CreateVersion7(),
                WorkspaceId = workspace,
                InvitedBy = owner.Id,
                Role = Role.Viewer,
                TokenHash = $"{Guid.NewGuid():N}",
                ExpiresAt = app.Now,
            });
            return db.SaveChangesAsync();
        }
    }

    [Fact]
    public async Task A_failed_write_passes_the_turn_on()
    {
        var app = apps[Database.Sqlite];
        for (var i = 0; i < 3; i++)
        {
            await Assert.ThrowsAnyAsync<Exception>(() => app.InDbAsync(db =>
                db.Memberships.ExecuteUpdateAsync(set => set.SetProperty(m => m.WorkspaceId, Guid.NewGuid()))));
            await Assert.ThrowsAnyAsync<Exception>(() => app.InDbAsync(db =>
                db.InTransactionAsync<int>(IsolationLevel.Serializable, _ => throw new InvalidOperationException(), CancellationToken.None)));
        }

        await app.NewWorkspaceAsync().WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Who_gives_up_waiting_for_the_turn_passes_none_on()
    {
        var app = apps[Database.Sqlite];
        var turn = app.Services.GetRequiredService<SqliteTurn>();
        await turn.TakeAsync(CancellationToken.None);
        using var impatience = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => app.InDbAsync(db =>
            db.Workspaces.ExecuteUpdateAsync(set => set.SetProperty(w => w.Name, w => w.Name), impatience.Token)));

        var next = turn.TakeAsync(CancellationToken.None);
        var isHeld = !next.IsCompleted;
        turn.Pass();
        await next.WaitAsync(TimeSpan.FromSeconds(30));
        turn.Pass();
        Assert.True(isHeld);
    }

    [Fact]
    public async Task A_write_waits_while_another_process_holds_the_sqlite_lock()
    {
        var app = apps[Database.Sqlite];
        await using var outside = new SqliteConnection($"Data Source={Path.Combine(app.Folder, "musespark.db")};Pooling=False");
        await outside.OpenAsync();
        await using var begin = new SqliteCommand("BEGIN EXCLUSIVE", outside);
        await begin.ExecuteNonQueryAsync();

        var write = Task.Run(() => app.NewWorkspaceAsync());
        await Task.Delay(TimeSpan.FromSeconds(7));
        Assert.False(write.IsCompleted);
        await using var end = new SqliteCommand("ROLLBACK", outside);
        await end.ExecuteNonQueryAsync();

        Assert.NotEqual(Guid.Empty, await write.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task A_write_waits_for_postgres_to_come_back()
    {
        var app = apps[Database.Postgres];
        await app.NewWorkspaceAsync();
        var name = new NpgsqlConnectionStringBuilder(app.Postgres).Database;

        // As a restart looks from here: open connections die and new ones are refused for a while.
        await PostgresServer.RunAsync($"ALTER DATABASE {name} ALLOW_CONNECTIONS false");
        await PostgresServer.RunAsync($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'");
        var write = Task.Run(() => app.NewWorkspaceAsync());
        await Task.Delay(TimeSpan.FromSeconds(8));
        Assert.False(write.IsCompleted, write.Exception?.ToString());
        await PostgresServer.RunAsync($"ALTER DATABASE {name} ALLOW_CONNECTIONS true");

        Assert.NotEqual(Guid.Empty, await write.WaitAsync(TimeSpan.FromSeconds(30)));
    }
}
