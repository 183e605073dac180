using Microsoft.OpenApi;

namespace MuseSpark.Web.Hosting;

/// <summary>The API's description at /swagger, with both ways to sign in.</summary>
public static class ApiDocs
{
    public static void AddApiDocs(this IServiceCollection services)
    {
        services.AddEndpointsApiExplorer();
        services.AddSwaggerGen(docs =>
        {
            docs.SwaggerDoc("v1", new OpenApiInfo
            {
                Title = "MuseSpark",
                Version = "v1",
                Description = "Stories and pictures from local models. Programs send a key; browsers sign in at POST /api/session "
                    + "and send the cookie XSRF-TOKEN back as the header X-XSRF-TOKEN with every request that changes something.",
            });
            docs.AddSecurityDefinition("key", new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = "A key from the settings page, msk_...",
            });
            docs.AddSecurityDefinition("cookie", new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.ApiKey,
                In = ParameterLocation.Cookie,
                Name = "musespark",
                Description = "The cookie set by POST /api/session.",
            });
            docs.AddSecurityRequirement(document => new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("key", document)] = [] });
            docs.AddSecurityRequirement(document => new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("cookie", document)] = [] });
            docs.SupportNonNullableReferenceTypes();
        });
    }

    public static void UseApiDocs(this WebApplication app)
    {
        app.UseSwagger();
        app.UseSwaggerUI(page => page.DocumentTitle = "MuseSpark API");
    }
}
