using Microsoft.Data.Sqlite;
using MuseSpark.Web.Hosting;

namespace MuseSpark.Web.Data;

/// <summary>The SQLite database as a file: its lock between processes, and its backups.</summary>
public sealed class SqliteFile(string connectionString, string backups, TimeProvider time)
{
    public const int BackupsKept = 5;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public string Path { get; } = System.IO.Path.GetFullPath(new SqliteConnectionStringBuilder(connectionString).DataSource);

    public bool Exists => File.Exists(Path);
    public bool HasBackups => Backups().Any();

    /// <summary>A lock of the operating system, so that it ends with the process, however that ends.</summary>
    public async Task<IAsyncDisposable> LockAsync(CancellationToken cancellation)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        var start = time.GetTimestamp();
        while (true)
        {
            try
            {
                return new FileStream(Path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (time.GetElapsedTime(start) < Patience)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), time, cancellation);
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                throw new StartupException($"The database {Path} can't be locked: {fault.Message} Is another MuseSpark starting on it, or may this user not write there?", fault);
            }
        }
    }

    /// <summary>Call with the lock held.</summary>
    public async Task PrepareAsync(CancellationToken cancellation)
    {
        await using var connection = new SqliteConnection(connectionString);
        await connection.OpenAsync(cancellation);
        await using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode = WAL";
        await command.ExecuteNonQueryAsync(cancellation);

        // EF's own lock is a row that outlives a killed process and would make every later start wait for ever.
        // Whoever could hold it rightly would be holding ours.
        command.CommandText = "SELECT count(*) FROM sqlite_master WHERE name = '__EFMigrationsLock'";
        if (await command.ExecuteScalarAsync(cancellation) is > 0L)
        {
            command.CommandText = "DELETE FROM __EFMigrationsLock";
            await command.ExecuteNonQueryAsync(cancellation);
        }
    }

    /// <summary>
    /// Through SQLite's backup API: copying the file of an open database drops the process's locks on it, and the copy
    /// may miss what is still in the write-ahead log.
    /// </summary>
    public string Backup()
    {
        Directory.CreateDirectory(backups);
        var target = System.IO.Path.Combine(backups, $"musespark-{time.GetUtcNow():yyyyMMdd-HHmmssfff}.db");
        var partial = target + ".partial";
        using (var from = new SqliteConnection(connectionString))
        using (var to = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = partial, Pooling = false }.ToString()))
        {
            from.Open();
            to.Open();
            from.BackupDatabase(to);
        }

        File.Move(partial, target);
        foreach (var old in Backups().OrderDescending().Skip(BackupsKept).ToList())
            File.Delete(old);
        return target;
    }

    private IEnumerable<string> Backups() =>
        Directory.Exists(backups) ? Directory.EnumerateFiles(backups, "musespark-*.db") : [];
}
