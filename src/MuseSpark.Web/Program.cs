using MuseSpark.Web.Data;
using MuseSpark.Web.Hosting;
using MuseSpark.Web.Users;
using MuseSpark.Web.Workspaces;

try
{
    var builder = WebApplication.CreateBuilder(args);

    // What everything stands on
    builder.AddHosting();
    builder.AddData();

    // The features
    builder.AddUsers();
    builder.AddWorkspaces();

    var app = builder.Build();

    // The way of every request
    app.UseHosting();

    // The features' routes
    app.MapHosting();

    await app.RunAsync();
    return 0;
}
catch (StartupException problem)
{
    await Console.Error.WriteLineAsync(problem.Message);
    return StartupException.ExitCode;
}
