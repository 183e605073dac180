using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using MuseSpark.Web.Data;

namespace MuseSpark.Web.Users;

public static class UsersSetup
{
    /// <summary>Chooses between cookie and key by the request's headers, so that there is one way in for both.</summary>
    private const string EitherScheme = "CookieOrKey";

    public static void AddUsers(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddIdentityCore<User>(ConfigureIdentity)
            .AddSignInManager()
            .AddEntityFrameworkStores<MuseSparkDb>()
            .AddClaimsPrincipalFactory<PersonClaimsFactory>();

        services.AddAuthentication(EitherScheme)
            .AddPolicyScheme(EitherScheme, null, options => options.ForwardDefaultSelector = context =>
                context.Request.Headers.Authorization.Count > 0 ? ApiKeyHandler.SchemeName : IdentityConstants.ApplicationScheme)
            .AddScheme<AuthenticationSchemeOptions, ApiKeyHandler>(ApiKeyHandler.SchemeName, null)
            .AddIdentityCookies(cookies => cookies.ApplicationCookie!.Configure(ConfigureCookie));

        // A changed password ends the other sessions within a minute.
        services.Configure<SecurityStampValidatorOptions>(options => options.ValidationInterval = TimeSpan.FromMinutes(1));
        services.AddPolicies();
        services.AddAntiforgery(options =>
        {
            options.HeaderName = CrossSiteGuard.TokenHeader;
            options.Cookie.Name = "musespark-antiforgery";
        });
        services.AddDataProtection().SetApplicationName("MuseSpark");
        services.AddOptions<KeyManagementOptions>().Configure<DataFolder, ILoggerFactory>((options, folder, loggers) =>
            options.XmlRepository = new FileSystemXmlRepository(new DirectoryInfo(folder.Keys), loggers));
        services.AddScoped<NewAccounts>();
        services.AddScoped<Sessions>();
        services.AddSingleton(SignUpRules.Of(builder.Configuration));
        builder.AddSignInLimit();
        builder.AddRequestLimits();
    }

    public static void UseUsers(this WebApplication app)
    {
        app.UseAuthentication();
        app.UseRateLimiter();
        app.UseAuthorization();
        app.Use(CrossSiteGuard.GuardAsync);
    }

    internal static void ConfigureIdentity(IdentityOptions options)
    {
        // Length is what counts (NIST SP 800-63B 3.1.1.2); the contracts' attributes say the same.
        options.Password = new PasswordOptions
        {
            RequiredLength = 10,
            RequireDigit = false,
            RequireLowercase = false,
            RequireUppercase = false,
            RequireNonAlphanumeric = false,
        };
        options.Lockout.MaxFailedAccessAttempts = 5;
        options.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(5);
        options.User.RequireUniqueEmail = true;
        options.User.AllowedUserNameCharacters = "";
    }

    private static void ConfigureCookie(Microsoft.AspNetCore.Authentication.Cookies.CookieAuthenticationOptions options)
    {
        options.Cookie.Name = "musespark";
        options.Cookie.SameSite = SameSiteMode.Lax;
        options.Cookie.HttpOnly = true;
        options.ExpireTimeSpan = TimeSpan.FromDays(30);
        options.Events.OnRedirectToLogin = context => Answer(context.Response, StatusCodes.Status401Unauthorized);
        options.Events.OnRedirectToAccessDenied = context => Answer(context.Response, StatusCodes.Status403Forbidden);
    }

    private static Task Answer(HttpResponse response, int status)
    {
        response.StatusCode = status;
        return Task.CompletedTask;
    }
}
