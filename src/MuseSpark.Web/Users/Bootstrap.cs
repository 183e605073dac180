using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using MuseSpark.Client.Users;
using MuseSpark.Web.Data;
using MuseSpark.Web.Hosting;
using MuseSpark.Web.Workspaces;

namespace MuseSpark.Web.Users;

/// <summary>
/// The first account without a browser: Bootstrap__Email, Bootstrap__Password and, for programs, Bootstrap__ApiKey.
/// Safe to leave set: what is there already stays as it is.
/// </summary>
public static class Bootstrap
{
    private const int ShortestKey = 16;

    public static async Task BootstrapAsync(this IServiceProvider services, CancellationToken cancellation)
    {
        var settings = services.GetRequiredService<IConfiguration>().GetSection("Bootstrap");
        if (settings["Email"] is not { Length: > 0 } email)
            return;

        var request = new SetupRequest { DisplayName = settings["Name"] ?? email.Split('@')[0], Email = email, Password = settings["Password"] ?? "" };
        var faults = new List<ValidationResult>();
        if (!Validator.TryValidateObject(request, new ValidationContext(request), faults, validateAllProperties: true))
            throw new StartupException($"Bootstrap__Email and Bootstrap__Password don't do: {string.Join(" ", faults.Select(f => f.ErrorMessage))}");

        if (await services.GetRequiredService<NewAccounts>().MakeFirstAsync(request, cancellation) is { } user)
            services.GetRequiredService<ILoggerFactory>().CreateLogger("MuseSpark.Web.Users.Bootstrap").LogInformation("Made the first account, {UserId}", user.Id);

        if (settings["ApiKey"] is { Length: > 0 } key)
            await AddKeyAsync(services, email, key, cancellation);
    }

    private static async Task AddKeyAsync(IServiceProvider services, string email, string key, CancellationToken cancellation)
    {
        if (!key.StartsWith(Secrets.KeyPrefix, StringComparison.Ordinal) || key.Length < ShortestKey)
            throw new StartupException($"Bootstrap__ApiKey has to start with {Secrets.KeyPrefix} and be at least {ShortestKey} characters long, better 40 random ones.");

        var db = services.GetRequiredService<MuseSparkDb>();
        var hash = Secrets.Hash(key);
        if (await db.ApiKeys.AnyAsync(k => k.Hash == hash, cancellation))
            return;

        var owner = await db.Memberships.Join(db.Users, m => m.UserId, u => u.Id, (m, u) => new { m, u.Email })
            .Where(x => x.Email == email.Trim()).OrderBy(x => x.m.CreatedAt).Select(x => x.m).FirstOrDefaultAsync(cancellation)
            ?? throw new StartupException($"Bootstrap__ApiKey needs the account {email}, and this server has other accounts but not that one. Remove the Bootstrap settings, or name an account that exists.");

        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        db.ApiKeys.Add(new ApiKey
        {
            Id = Guid.CreateVersion7(now),
            WorkspaceId = owner.WorkspaceId,
            UserId = owner.UserId,
            Name = "Bootstrap",
            Prefix = key[..Secrets.ShownLength],
            Hash = hash,
            CreatedAt = now.UtcDateTime,
        });
        await db.SaveChangesAsync(cancellation);
    }
}
