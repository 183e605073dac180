using System.Security.Cryptography;
using MuseSpark.Web.Mail;
using MuseSpark.Web.Moderation.Cases;
using MuseSpark.Web.Moderation.Ledger;
using MuseSpark.Web.Moderation.Notices;
using MuseSpark.Web.Moderation.Policy;
using MuseSpark.Web.Moderation.PublicReports;
using MuseSpark.Web.Moderation.Samples;
using MuseSpark.Web.Moderation.Screening;
using MuseSpark.Web.Moderation.Transparency;

namespace MuseSpark.Web.Moderation;

public static class ModerationSetup
{
    public static void AddModeration(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<PolicyBook>();
        builder.Services.AddSingleton<Screener>();
        builder.Services.AddSingleton(RandomNumberGenerator.Create());
        builder.Services.AddSingleton<QualitySample>();
        builder.Services.AddSingleton<PictureScreen>();
        builder.Services.AddScoped<PromptScreen>();
        builder.Services.AddScoped<ReviewDesk>();
        builder.Services.AddScoped<Enforcement>();
        builder.Services.AddScoped<CaseViews>();
        builder.Services.AddScoped<PolicyRehearsal>();
        builder.Services.AddScoped<LedgerReader>();
        builder.Services.AddScoped<TransparencyReport>();
        builder.Services.AddOptions<MailOptions>().BindConfiguration("Mail").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<MailSender>();
        builder.Services.AddHostedService<LedgerHeads>();
        builder.Services.AddSingleton<ReporterMail>();
        builder.Services.AddHostedService(services => services.GetRequiredService<ReporterMail>());
        builder.Services.AddHostedService<ScreeningSweep>();
        builder.Services.AddSingleton<PictureRescreen>();
        builder.Services.AddHostedService(services => services.GetRequiredService<PictureRescreen>());
    }

    public static void MapModeration(this IEndpointRouteBuilder app)
    {
        app.MapScreen();
        app.MapCases();
        app.MapReports();
        app.MapPublicReports();
        app.MapNotices();
        app.MapPolicies();
        app.MapLedger();
    }
}
