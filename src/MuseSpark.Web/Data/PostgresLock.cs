using MuseSpark.Web.Hosting;
using Npgsql;

namespace MuseSpark.Web.Data;

/// <summary>An advisory lock on a connection of its own: PostgreSQL lets it go when the connection ends.</summary>
public static class PostgresLock
{
    private const long Key = 0x4D757365_53706172; // "MuseSpar"
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static async Task<IAsyncDisposable> TakeAsync(string connectionString, TimeProvider time, ILogger log, CancellationToken cancellation)
    {
        var connection = await OpenAsync(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ToString(), time, log, cancellation);
        await using var command = new NpgsqlCommand("SELECT pg_advisory_lock(@key)", connection) { CommandTimeout = 300 };
        command.Parameters.AddWithValue("key", Key);
        await command.ExecuteNonQueryAsync(cancellation);
        return connection;
    }

    private static async Task<NpgsqlConnection> OpenAsync(string connectionString, TimeProvider time, ILogger log, CancellationToken cancellation)
    {
        var start = time.GetTimestamp();
        while (true)
        {
            var connection = new NpgsqlConnection(connectionString);
            try
            {
                await connection.OpenAsync(cancellation);
                return connection;
            }
            catch (NpgsqlException fault)
            {
                await connection.DisposeAsync();

                // Started together with its database, the server waits for it; a wrong password won't get better.
                if (!fault.IsTransient || time.GetElapsedTime(start) > Patience)
                    throw new StartupException($"PostgreSQL at {connection.Host}:{connection.Port} can't be used: {fault.Message} Check ConnectionStrings__MuseSpark.", fault);
                log.LogInformation("Waiting for PostgreSQL at {Host}:{Port}", connection.Host, connection.Port);
                await Task.Delay(TimeSpan.FromSeconds(1), time, cancellation);
            }
        }
    }
}
