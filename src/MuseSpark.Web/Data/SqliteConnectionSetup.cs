using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace MuseSpark.Web.Data;

/// <summary>What SQLite keeps per connection: how long to wait for another process's lock.</summary>
public sealed class SqliteConnectionSetup : DbConnectionInterceptor
{
    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA busy_timeout = 5000";
        command.ExecuteNonQuery();
    }

    public override async Task ConnectionOpenedAsync(
        DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA busy_timeout = 5000";
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
