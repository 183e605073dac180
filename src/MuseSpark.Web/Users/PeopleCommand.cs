using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using MuseSpark.Web.Data;
using MuseSpark.Web.Hosting;

namespace MuseSpark.Web.Users;

/// <summary><c>musespark people</c>: what whoever runs the server can do for those who can't get in.</summary>
public static class PeopleCommand
{
    public const int Done = 0, NotDone = 3;

    private const string Help = """
        musespark people password <email>
            Gives a person a new password, prints it, and ends their sessions within a minute; the server may go on running.
            The password is shown only once: tell them, and let them choose their own on the page Settings. Their API keys stay.
            It uses the server's database: MUSESPARK_DATA, Database__Provider and ConnectionStrings__MuseSpark say which.
            Exit code 0, or 3 with the reason.
        """;

    public static async Task<int> RunAsync(string[] arguments, TextWriter output, TextWriter errors)
    {
        if (arguments is not ["password", var email])
        {
            await (arguments is ["--help"] ? output : errors).WriteLineAsync(Help);
            return arguments is ["--help"] ? Done : NotDone;
        }

        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<DataFolder>();
        builder.Services.AddSingleton(TimeProvider.System);
        try
        {
            builder.AddData();
            builder.Services.AddIdentityCore<User>(UsersSetup.ConfigureIdentity).AddEntityFrameworkStores<MuseSparkDb>();
            await using var services = builder.Services.BuildServiceProvider();
            await using var scope = services.CreateAsyncScope();
            var users = scope.ServiceProvider.GetRequiredService<UserManager<User>>();
            if (await users.FindByEmailAsync(email.Trim()) is not { } user)
            {
                await errors.WriteLineAsync($"Nobody here has the address {email}.");
                return NotDone;
            }

            var password = Secrets.NewToken();
            user.PasswordHash = users.PasswordHasher.HashPassword(user, password);
            (user.LockoutEnd, user.AccessFailedCount) = (null, 0);
            var kept = await users.UpdateSecurityStampAsync(user);
            await (kept.Succeeded ? output : errors).WriteLineAsync(
                kept.Succeeded ? $"The new password of {user.Email}: {password}" : string.Join(" ", kept.Errors.Select(error => error.Description)));
            return kept.Succeeded ? Done : NotDone;
        }
        catch (Exception e) when (e is System.Data.Common.DbException or DbUpdateException or StartupException)
        {
            await errors.WriteLineAsync(e is StartupException ? e.Message : $"The database can't be used: {e.Message}");
            return NotDone;
        }
    }
}
