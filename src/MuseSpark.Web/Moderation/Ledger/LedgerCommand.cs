using Microsoft.EntityFrameworkCore;
using MuseSpark.Web.Data;
using MuseSpark.Web.Provenance.Signing;

namespace MuseSpark.Web.Moderation.Ledger;

/// <summary><c>musespark ledger check</c>: goes through the records of all workspaces, without a server.</summary>
public static class LedgerCommand
{
    public const int Whole = 0, Broken = 1, NotDone = 3;

    private const string Help = """
        musespark ledger check
            Goes through every entry of the record of decisions in every workspace, and through its signed days. One line for
            each workspace: whole or broken, how many entries, and where it breaks. Exit code 0, or 1 when one is broken.
            It reads the database and the certificates that the server uses: MUSESPARK_DATA, Database__Provider and
            ConnectionStrings__MuseSpark say which.
        """;

    public static async Task<int> RunAsync(string[] arguments, TextWriter output, TextWriter errors)
    {
        if (arguments is not ["check"])
        {
            await (arguments is ["--help"] ? output : errors).WriteLineAsync(Help);
            return arguments is ["--help"] ? Whole : NotDone;
        }

        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<DataFolder>();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.AddData();
        builder.Services.AddSingleton<SignerCertificates>();
        builder.Services.AddScoped<LedgerReader>();
        await using var services = builder.Services.BuildServiceProvider();
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MuseSparkDb>();
        try
        {
            var names = await db.Workspaces.AsNoTracking().ToDictionaryAsync(w => w.Id, w => w.Name);
            var workspaces = await db.LedgerEntries.Select(e => e.WorkspaceId).Union(db.LedgerHeads.Select(h => h.WorkspaceId)).Distinct().OrderBy(id => id).ToListAsync();
            var broken = false;
            foreach (var id in workspaces)
            {
                var check = await scope.ServiceProvider.GetRequiredService<LedgerReader>().CheckAsync(id, CancellationToken.None);
                broken |= check.BrokenAt is not null;
                await output.WriteLineAsync($"{(check.BrokenAt is null ? "whole" : "BROKEN")}  {(id == Guid.Empty ? "the server" : names.GetValueOrDefault(id, "a workspace that is gone"))} ({id})  {check.Entries} entries, {check.Heads} signed days  {check.Problem ?? check.LastHash}");
            }

            if (workspaces.Count == 0) await output.WriteLineAsync("No decision has been recorded yet.");
            return broken ? Broken : Whole;
        }
        catch (System.Data.Common.DbException e)
        {
            await errors.WriteLineAsync($"The database can't be read: {e.Message}");
            return NotDone;
        }
    }
}
