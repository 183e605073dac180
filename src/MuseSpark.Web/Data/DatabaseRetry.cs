using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace MuseSpark.Web.Data;

/// <summary>Repeats a whole unit of work, each time on a fresh context, while the database is locked or away.</summary>
public sealed class DatabaseRetry(IServiceScopeFactory scopes, TimeProvider time, ILogger<DatabaseRetry> logger)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    public async Task<T> RunAsync<T>(Func<MuseSparkDb, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        for (var pause = TimeSpan.FromMilliseconds(100); ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                return await work(scope.ServiceProvider.GetRequiredService<MuseSparkDb>(), cancellationToken);
            }
            catch (Exception e) when (MayPass(e) && time.GetElapsedTime(start) < Patience)
            {
                logger.LogWarning("The database is locked or away ({Reason}); trying again", e.GetBaseException().Message);
                await Task.Delay(pause, time, cancellationToken);
            }
        }
    }

    /// <summary>Whether the same work may succeed a little later.</summary>
    public static bool MayPass(Exception e) => e switch
    {
        SqliteException sqlite => sqlite.SqliteErrorCode is Busy or Locked or IoError or CantOpen,
        DbException other => other.IsTransient,
        DbUpdateException { InnerException: { } inner } => MayPass(inner),
        RetryLimitExceededException => true,
        InvalidOperationException { InnerException: DbException inner } => MayPass(inner),
        _ => false,
    };

    private const int Busy = 5, Locked = 6, IoError = 10, CantOpen = 14;
}
