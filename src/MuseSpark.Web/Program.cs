using MuseSpark.Web.Data;
using MuseSpark.Web.Generations;
using MuseSpark.Web.Health;
using MuseSpark.Web.Hosting;
using MuseSpark.Web.Models;
using MuseSpark.Web.Models.Commands;
using MuseSpark.Web.Models.Packs;
using MuseSpark.Web.Models.Pulls;
using MuseSpark.Web.Moderation;
using MuseSpark.Web.Moderation.Ledger;
using MuseSpark.Web.Outputs;
using MuseSpark.Web.Provenance;
using MuseSpark.Web.Provenance.CommandLine;
using MuseSpark.Web.Provenance.Edits;
using MuseSpark.Web.Provenance.SoftBindings;
using MuseSpark.Web.Provenance.Verify;
using MuseSpark.Web.Publications;
using MuseSpark.Web.Uploads;
using MuseSpark.Web.Users;
using MuseSpark.Web.Workspaces;

// Not a server, but a tool
if (args is ["credentials", .. var command])
    return CredentialsCommand.Run(command, Console.Out, Console.Error, TimeProvider.System);

if (args is ["ledger", .. var question])
    return await LedgerCommand.RunAsync(question, Console.Out, Console.Error);

if (args is ["models", .. var wish])
    return await ModelsCommand.RunAsync(wish, Console.Out, Console.Error, CancellationToken.None);

if (args is ["people", .. var need])
    return await PeopleCommand.RunAsync(need, Console.Out, Console.Error);

try
{
    var builder = WebApplication.CreateBuilder(args);

    // What everything stands on
    builder.AddHosting();
    builder.AddData();
    builder.AddHealth();

    // The features
    builder.AddUsers();
    builder.AddWorkspaces();
    builder.AddModels();
    builder.AddOutputs();
    builder.AddGenerations();
    builder.AddPublications();
    builder.AddModeration();
    builder.AddVerify();

    var app = builder.Build();

    // The way of every request
    app.UseHosting();
    app.UseUsers();

    // The features' routes
    app.MapUsers();
    app.MapWorkspaces();
    app.MapModels();
    app.MapPacks();
    app.MapPulls();
    app.MapGenerations();
    app.MapUploads();
    app.MapMasks();
    app.MapOutputs();
    app.MapCredentials();
    app.MapEdits();
    app.MapPublications();
    app.MapVerify();
    app.MapModeration();
    app.MapSoftBindings();
    app.MapHealth();
    app.MapClientPages();

    // Before the first request
    await using (var scope = app.Services.CreateAsyncScope())
    {
        await scope.ServiceProvider.PrepareSchemaAsync(app.Lifetime.ApplicationStopping);
        await scope.ServiceProvider.BootstrapAsync(app.Lifetime.ApplicationStopping);
    }

    await app.RunAsync();
    return 0;
}
catch (StartupException problem)
{
    await Console.Error.WriteLineAsync(problem.Message);
    return StartupException.ExitCode;
}
