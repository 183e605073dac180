using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MuseSpark.Web.Data;
using MuseSpark.Web.Hosting;
using MuseSpark.Web.Tests.Harness;

namespace MuseSpark.Web.Tests.Data;

public sealed class SchemaTests
{
    private static async Task PrepareAsync(MuseSparkApp app)
    {
        await using var scope = app.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<Schema>().PrepareAsync(CancellationToken.None);
    }

    private static string File(MuseSparkApp app) => Path.Combine(app.Folder, "musespark.db");

    private static async Task<object?> AskAsync(string file, string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        await connection.OpenAsync();
        await using var command = new SqliteCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    [Theory, OnBothDatabases]
    public async Task A_database_of_a_newer_version_is_refused_untouched(Database database)
    {
        await using var app = await MuseSparkApp.CreateAsync(database);
        await app.InDbAsync(db => db.Database.ExecuteSqlRawAsync(
            """INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion") VALUES ('29991231000000_FromTheFuture', '99.0.0')"""));

        var refusal = await Assert.ThrowsAsync<StartupException>(() => PrepareAsync(app));

        Assert.Contains("newer", refusal.Message);
        Assert.Contains("29991231000000_FromTheFuture", refusal.Message);
    }

    [Theory, OnBothDatabases]
    public async Task Servers_that_start_at_once_prepare_the_database_once(Database database)
    {
        await using var app = await MuseSparkApp.CreateAsync(database);
        await using var second = app.Again();

        await Task.WhenAll(Task.Run(() => app.Services), Task.Run(() => second.Services));

        Assert.Equal(0, await second.InDbAsync(db => db.Users.CountAsync()));
        Assert.Empty(await app.InDbAsync(db => db.Database.GetPendingMigrationsAsync()));
    }

    [Fact]
    public async Task A_lock_row_left_by_a_killed_migration_does_not_hold_the_next_start_up()
    {
        await using var app = await MuseSparkApp.CreateAsync(Database.Sqlite);
        await app.InDbAsync(db => db.Database.ExecuteSqlRawAsync(
            "CREATE TABLE IF NOT EXISTS __EFMigrationsLock (Id INTEGER PRIMARY KEY, Timestamp TEXT NOT NULL)"));
        await app.InDbAsync(db => db.Database.ExecuteSqlRawAsync("INSERT OR REPLACE INTO __EFMigrationsLock VALUES (1, '2026-01-01')"));

        await PrepareAsync(app).WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal(0L, await AskAsync(File(app), "SELECT count(*) FROM __EFMigrationsLock"));
    }

    [Fact]
    public async Task A_backup_of_a_database_in_use_is_whole_and_the_newest_five_are_kept()
    {
        await using var app = await MuseSparkApp.CreateAsync(Database.Sqlite);
        var person = await app.NewPersonAsync();
        var backups = Path.Combine(app.Folder, "backups");
        var sqlite = new SqliteFile($"Data Source={File(app)}", backups, TimeProvider.System);

        var written = new List<string>();
        for (var i = 0; i < SqliteFile.BackupsKept + 2; i++)
        {
            written.Add(sqlite.Backup());
            await Task.Delay(5);
        }

        Assert.Equal(written.TakeLast(SqliteFile.BackupsKept), Directory.GetFiles(backups).Order());
        Assert.Equal("ok", await AskAsync(written[^1], "PRAGMA integrity_check"));
        Assert.Equal(person.Email, await AskAsync(written[^1], "SELECT Email FROM Users"));
        Assert.Equal("wal", await AskAsync(File(app), "PRAGMA journal_mode"));
        await app.NewPersonAsync();
    }

    [Fact]
    public async Task A_vanished_database_is_not_silently_replaced_by_an_empty_one()
    {
        await using var app = await MuseSparkApp.CreateAsync(Database.Sqlite);
        new SqliteFile($"Data Source={File(app)}", Path.Combine(app.Folder, "backups"), TimeProvider.System).Backup();
        SqliteConnection.ClearAllPools();
        foreach (var file in Directory.GetFiles(app.Folder, "musespark.db*"))
            System.IO.File.Delete(file);

        var refusal = await Assert.ThrowsAsync<StartupException>(() => PrepareAsync(app));

        Assert.Contains("backups", refusal.Message);
        Assert.False(System.IO.File.Exists(File(app)));
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_refused_with_a_sentence()
    {
        await using var app = await MuseSparkApp.CreateAsync(Database.Sqlite);
        _ = app.Services;
        SqliteConnection.ClearAllPools();
        foreach (var file in Directory.GetFiles(app.Folder, "musespark.db-*"))
            System.IO.File.Delete(file);
        await System.IO.File.WriteAllTextAsync(File(app), new string('x', 10_000));

        await Assert.ThrowsAsync<StartupException>(() => PrepareAsync(app));
    }
}
