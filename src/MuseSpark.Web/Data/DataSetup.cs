using Microsoft.EntityFrameworkCore;
using MuseSpark.Web.Hosting;

namespace MuseSpark.Web.Data;

public static class DataSetup
{
    public static void AddData(this WebApplicationBuilder builder)
    {
        builder.Services.AddScoped<Schema>();
        var connection = builder.Configuration.GetConnectionString("MuseSpark");
        switch (builder.Configuration["Database:Provider"]?.ToLowerInvariant())
        {
            case null or "" or "sqlite":
                builder.Services.AddSingleton<SqliteTurn>();
                builder.Services.AddDbContext<MuseSparkDb, SqliteDb>((services, options) => options
                    .UseSqlite(connection ?? $"Data Source={services.GetRequiredService<DataFolder>().Database}")
                    .AddInterceptors(services.GetRequiredService<SqliteTurn>(), new SqliteConnectionSetup()));
                break;
            case "postgres" or "postgresql":
                if (string.IsNullOrWhiteSpace(connection))
                    throw new StartupException("PostgreSQL needs an address: set ConnectionStrings__MuseSpark, for example \"Host=localhost;Database=musespark;Username=musespark;Password=...\".");

                // About 20 s of patience in all: longer than a restart of the server takes.
                builder.Services.AddDbContext<MuseSparkDb, PostgresDb>(options => options
                    .UseNpgsql(connection, postgres => postgres.EnableRetryOnFailure(maxRetryCount: 6, TimeSpan.FromSeconds(5), errorCodesToAdd: null)));
                break;
            case var other:
                throw new StartupException($"There is no database provider \"{other}\": set Database__Provider to sqlite or postgres.");
        }
    }

    public static Task PrepareSchemaAsync(this IServiceProvider services, CancellationToken cancellation) =>
        services.GetRequiredService<Schema>().PrepareAsync(cancellation);
}
