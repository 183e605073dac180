using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using MuseSpark.Web.Data;

namespace MuseSpark.Web.Users;

/// <summary>`Authorization: Bearer msk_...`: a program acting as a person, within one workspace.</summary>
public sealed class ApiKeyHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, MuseSparkDb db)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string SchemeName = "ApiKey";
    private const string Bearer = "Bearer ";
    private static readonly TimeSpan LastUseGrain = TimeSpan.FromMinutes(1);

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
            return AuthenticateResult.Fail("The Authorization header has to be: Bearer, a space, and the key.");

        var hash = Secrets.Hash(header[Bearer.Length..].Trim());
        var key = await db.ApiKeys.AsNoTracking().SingleOrDefaultAsync(k => k.Hash == hash && k.RevokedAt == null, Context.RequestAborted);
        if (key is null)
            return AuthenticateResult.Fail("There is no such key, or it was withdrawn.");

        var now = TimeProvider.GetUtcNow().UtcDateTime;
        if (key.LastUsedAt is not { } used || now - used > LastUseGrain)
            await db.ApiKeys.Where(k => k.Hash == hash).ExecuteUpdateAsync(set => set.SetProperty(k => k.LastUsedAt, now), Context.RequestAborted);

        var identity = new ClaimsIdentity(Scheme.Name);
        identity.AddClaim(new Claim(ClaimTypes.NameIdentifier, key.UserId.ToString()));
        identity.AddClaim(new Claim(PersonClaims.KeyWorkspace, key.WorkspaceId.ToString()));
        identity.AddClaim(new Claim(PersonClaims.Key, key.Id.ToString()));
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Scheme.Name));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = "Bearer";
        return base.HandleChallengeAsync(properties);
    }
}
