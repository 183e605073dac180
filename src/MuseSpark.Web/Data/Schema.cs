using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using MuseSpark.Web.Hosting;

namespace MuseSpark.Web.Data;

/// <summary>Brings the database to this version's schema before anything else uses it.</summary>
public sealed class Schema(MuseSparkDb db, DataFolder folder, TimeProvider time, ILogger<Schema> log)
{
    public async Task PrepareAsync(CancellationToken cancellation)
    {
        try
        {
            if (db is SqliteDb)
                await PrepareSqliteAsync(cancellation);
            else
                await PreparePostgresAsync(cancellation);
        }
        catch (DbException fault)
        {
            throw new StartupException($"The database can't be opened or brought up to date: {fault.Message}", fault);
        }
    }

    private async Task PrepareSqliteAsync(CancellationToken cancellation)
    {
        var file = new SqliteFile(db.Database.GetConnectionString()!, folder.Backups, time);
        await using var held = await file.LockAsync(cancellation);

        if (!file.Exists && file.HasBackups)
            throw new StartupException(
                $"The database {file.Path} is gone, though backups of it exist. Put one back from {folder.Backups}, or move that folder away to start anew.");

        await file.PrepareAsync(cancellation);
        await MigrateAsync(beforehand: () => file.Backup(), cancellation);
    }

    private async Task PreparePostgresAsync(CancellationToken cancellation)
    {
        await using var held = await PostgresLock.TakeAsync(db.Database.GetConnectionString()!, time, log, cancellation);
        await MigrateAsync(beforehand: null, cancellation);
    }

    private async Task MigrateAsync(Func<string>? beforehand, CancellationToken cancellation)
    {
        var known = db.Database.GetMigrations().ToList();
        var applied = (await db.Database.GetAppliedMigrationsAsync(cancellation)).ToList();

        if (applied.Except(known).FirstOrDefault() is { } newer)
            throw new StartupException(
                $"This database was written by another, newer MuseSpark (its schema has {newer}, unknown to this version). Start that version again, or go back to a backup made before it.");

        if (applied.Count == known.Count)
            return;

        if (applied.Count > 0 && beforehand is not null)
            log.LogInformation("Backed up the database to {Backup} before changing its schema", beforehand());

        await db.Database.MigrateAsync(cancellation);
        log.LogInformation("The database has schema {Schema}", known[^1]);
    }
}
