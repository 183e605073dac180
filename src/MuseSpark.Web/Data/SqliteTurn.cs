using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace MuseSpark.Web.Data;

/// <summary>
/// One writer at a time. Saving and transactions take the turn in <see cref="SqliteDb"/>; the single statements of
/// ExecuteUpdate and ExecuteDelete take it here, where they pass by.
/// </summary>
public sealed class SqliteTurn : DbCommandInterceptor, IDisposable
{
    private readonly SemaphoreSlim turn = new(1);

    /// <summary>Which commands have the turn: one that was cancelled while it waited has none to pass on.</summary>
    private readonly ConcurrentDictionary<Guid, bool> commands = [];

    public Task TakeAsync(CancellationToken cancellation) => turn.WaitAsync(cancellation);

    public void Pass() => turn.Release();

    public override async ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        if (NeedsTurn(eventData))
        {
            await TakeAsync(cancellationToken);
            commands[eventData.CommandId] = true;
        }

        return result;
    }

    public override ValueTask<int> NonQueryExecutedAsync(
        DbCommand command, CommandExecutedEventData eventData, int result, CancellationToken cancellationToken = default)
    {
        PassAfter(eventData);
        return ValueTask.FromResult(result);
    }

    public override Task CommandFailedAsync(DbCommand command, CommandErrorEventData eventData, CancellationToken cancellationToken = default)
    {
        PassAfter(eventData);
        return Task.CompletedTask;
    }

    public override Task CommandCanceledAsync(DbCommand command, CommandEndEventData eventData, CancellationToken cancellationToken = default)
    {
        PassAfter(eventData);
        return Task.CompletedTask;
    }

    public void Dispose() => turn.Dispose();

    private void PassAfter(CommandEventData command)
    {
        if (commands.TryRemove(command.CommandId, out _))
            Pass();
    }

    private static bool NeedsTurn(CommandEventData command) =>
        command is { CommandSource: CommandSource.ExecuteUpdate or CommandSource.ExecuteDelete, Context: SqliteDb { HasTurn: false } };
}
