using System.Diagnostics;
using Npgsql;

namespace MuseSpark.Web.Tests.Harness;

/// <summary>The PostgreSQL of this test run: MUSESPARK_TEST_POSTGRES, or a throw-away cluster of its own.</summary>
public static class PostgresServer
{
    private static readonly Lazy<Task<string>> Admin = new(FindAsync);

    /// <returns>The connection string of a new, empty database.</returns>
    public static async Task<string> NewDatabaseAsync()
    {
        var connection = new NpgsqlConnectionStringBuilder(await Admin.Value) { Pooling = true, Database = $"musespark_{Guid.NewGuid():N}" };
        await RunAsync($"CREATE DATABASE {connection.Database}");
        return connection.ToString();
    }

    public static async Task DropAsync(string connectionString)
    {
        await using (var connection = new NpgsqlConnection(connectionString))
            NpgsqlConnection.ClearPool(connection);
        await RunAsync($"DROP DATABASE {new NpgsqlConnectionStringBuilder(connectionString).Database} WITH (FORCE)");
    }

    public static async Task RunAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(await Admin.Value) { Pooling = false }.ToString());
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<string> FindAsync()
    {
        if (Environment.GetEnvironmentVariable("MUSESPARK_TEST_POSTGRES") is { Length: > 0 } given)
            return given;

        var script = Path.Combine(RepositoryFiles.Root, "tests", "postgres.sh");
        var connection = (await ShellAsync(script, "start")).Trim();
        var folder = new NpgsqlConnectionStringBuilder(connection).ApplicationName!;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Process.Start(script, ["stop", folder]).WaitForExit();
        return connection;
    }

    private static async Task<string> ShellAsync(string file, string argument)
    {
        using var process = Process.Start(new ProcessStartInfo(file, argument) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? await output : throw new InvalidOperationException($"No PostgreSQL to test on. {await errors}");
    }
}
