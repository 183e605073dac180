using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MuseSpark.Client.Generations;
using MuseSpark.Inference.Models;
using MuseSpark.Web.Data;
using MuseSpark.Web.Moderation.Screening;
using MuseSpark.Web.Tests.Harness;
using Npgsql;

namespace MuseSpark.Web.Tests.Generations;

/// <summary>The whole server on a real port and database, with scripted models and one owner whose key the client sends.</summary>
public abstract class JobsApp(string provider) : WebApplicationFactory<Program>, IAsyncLifetime
{
    public const string Key = "msk_0123456789abcdef0123456789abcdef0123456789a";

    public string Folder { get; } = Directory.CreateTempSubdirectory("musespark-jobs-").FullName;
    public ScriptedTextModel Text { get; } = new();
    public ScriptedImageModel Picture { get; protected init; } = new();
    public ScriptedClassifier Classifier { get; } = new();

    /// <summary>Null as long as nobody has installed one.</summary>
    public ScriptedPictureClassifier? Pictures { get; protected init; }
    public HttpClient Client { get; private set; } = null!;
    public Guid WorkspaceId { get; private set; }
    public Guid UserId { get; private set; }

    public static string? PostgresServer => Environment.GetEnvironmentVariable("MUSESPARK_TEST_POSTGRES");

    public async Task InitializeAsync()
    {
        UseKestrel(0);
        StartServer();
        Client = NewClient();
        await InDatabaseAsync(async db =>
        {
            await Task.Yield();
            WorkspaceId = db.Workspaces.Single().Id;
            UserId = db.Users.Single().Id;
        });
    }

    public HttpClient NewClient()
    {
        var client = CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Key);
        return client;
    }

    /// <summary>Waits for the server's word before it sends a body, so that a refusal comes before the bytes, however busy the machine is.</summary>
    public HttpClient NewPatientClient()
    {
        var client = new HttpClient(new SocketsHttpHandler { Expect100ContinueTimeout = TimeSpan.FromMinutes(1) }) { BaseAddress = Client.BaseAddress };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Key);
        client.DefaultRequestHeaders.ExpectContinue = true;
        return client;
    }

    public async Task InDatabaseAsync(Func<MuseSparkDb, Task> work)
    {
        await using var scope = Services.CreateAsyncScope();
        await work(scope.ServiceProvider.GetRequiredService<MuseSparkDb>());
    }

    public async Task<GenerationView> MakeAsync(object request)
    {
        using var response = await Client.PostAsJsonAsync("/api/generations", request);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return (await response.Content.ReadFromJsonAsync<GenerationView>(JsonText.Options))!;
    }

    public Task<GenerationView?> GetAsync(Guid id) => Client.GetFromJsonAsync<GenerationView>($"/api/generations/{id}", JsonText.Options);

    /// <summary>Waits until <paramref name="id"/> is as wanted.</summary>
    public async Task<GenerationView> UntilAsync(Guid id, Func<GenerationView, bool> wanted, int seconds = 60)
    {
        var until = TimeProvider.System.GetUtcNow().AddSeconds(seconds);
        while (true)
        {
            var now = (await GetAsync(id))!;
            if (wanted(now)) return now;
            Assert.True(TimeProvider.System.GetUtcNow() < until, $"After {seconds} s it is {JsonSerializer.Serialize(now, JsonText.Options)}");
            await Task.Delay(50);
        }
    }

    public Task<GenerationView> FinishedAsync(Guid id) => UntilAsync(id, view => view.IsFinal);

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseSetting("MUSESPARK_DATA", Folder);
        builder.UseSetting("Logs:Level", "Warning");
        builder.UseSetting("Models:Measure", "false");
        builder.UseSetting("Limits:ChangesPerMinute", "1000000");
        builder.UseSetting("Limits:RequestsPerMinute", "1000000");
        builder.UseSetting("Bootstrap:Email", "owner@example.org");
        builder.UseSetting("Bootstrap:Password", "correct horse battery");
        builder.UseSetting("Bootstrap:ApiKey", Key);
        builder.UseSetting("Database:Provider", provider);
        if (provider == "postgres") builder.UseSetting("ConnectionStrings:MuseSpark", NewDatabase());
        builder.ConfigureTestServices(services =>
        {
            services.AddSingleton(_ => ModelCatalog.Of([Text], [Picture], [Classifier], Pictures is null ? [] : [Pictures]));
            services.AddSingleton<RandomNumberGenerator>(new HighestDraw());
        });
    }

    private static string NewDatabase()
    {
        var server = PostgresServer ?? throw new InvalidOperationException("Start PostgreSQL and set MUSESPARK_TEST_POSTGRES, as ./test does.");
        var name = $"jobs_{Guid.NewGuid():N}";
        using var connection = new NpgsqlConnection(server);
        connection.Open();
        using var create = new NpgsqlCommand($"CREATE DATABASE {name}", connection);
        create.ExecuteNonQuery();
        return new NpgsqlConnectionStringBuilder(server) { Database = name }.ConnectionString;
    }

    async Task IAsyncLifetime.DisposeAsync()
    {
        await DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}

public sealed class SqliteJobsApp() : JobsApp("sqlite");

/// <summary>With a picture classifier.</summary>
public sealed class ScreenedJobsApp : JobsApp
{
    public ScreenedJobsApp() : base("sqlite") => Pictures = new ScriptedPictureClassifier();

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.ConfigureTestServices(services => services.RemoveLoop<PictureRescreen>());
    }
}

public sealed class PostgresJobsApp() : JobsApp("postgres")
{
    /// <summary>What a restart of the database server does to <paramref name="app"/>.</summary>
    public static async Task DropConnectionsAsync(PostgresJobsApp app)
    {
        string? database = null;
        await app.InDatabaseAsync(async db =>
        {
            await Task.Yield();
            database = new NpgsqlConnectionStringBuilder(db.Database.GetConnectionString()).Database;
        });
        await using var connection = new NpgsqlConnection(PostgresServer);
        await connection.OpenAsync();
        await using var drop = new NpgsqlCommand("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", connection) { Parameters = { new() { Value = database } } };
        await drop.ExecuteNonQueryAsync();
    }
}
