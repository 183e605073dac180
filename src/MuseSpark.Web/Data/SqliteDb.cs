using System.Data;
using Microsoft.EntityFrameworkCore;

namespace MuseSpark.Web.Data;

/// <summary>Writes wait their turn here, asynchronously, rather than in SQLite's lock, where they would hold a thread each.</summary>
public sealed class SqliteDb(DbContextOptions<SqliteDb> options, SqliteTurn turn) : MuseSparkDb(options)
{
    internal bool HasTurn { get; private set; }

    public override Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default) =>
        InTurnAsync(() => base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken), cancellationToken);

    public override Task<T> InTransactionAsync<T>(
        IsolationLevel isolation, Func<CancellationToken, Task<T>> work, CancellationToken cancellation) =>
        InTurnAsync(() => base.InTransactionAsync(isolation, work, cancellation), cancellation);

    private async Task<T> InTurnAsync<T>(Func<Task<T>> write, CancellationToken cancellation)
    {
        if (HasTurn)
            return await write();

        await turn.TakeAsync(cancellation);
        HasTurn = true;
        try
        {
            return await write();
        }
        finally
        {
            HasTurn = false;
            turn.Pass();
        }
    }
}
