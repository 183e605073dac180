using MuseSpark.Web.Moderation.Cases;
using MuseSpark.Web.Moderation.Notices;
using MuseSpark.Web.Moderation.Policy;
using MuseSpark.Web.Moderation.Screening;

namespace MuseSpark.Web.Moderation;

public static class ModerationSetup
{
    public static void AddModeration(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<PolicyBook>();
        builder.Services.AddSingleton<Screener>();
        builder.Services.AddScoped<PromptScreen>();
        builder.Services.AddScoped<ReviewDesk>();
        builder.Services.AddScoped<Enforcement>();
        builder.Services.AddScoped<CaseViews>();
    }

    public static void MapModeration(this IEndpointRouteBuilder app)
    {
        app.MapScreen();
        app.MapCases();
        app.MapReports();
        app.MapNotices();
    }
}
