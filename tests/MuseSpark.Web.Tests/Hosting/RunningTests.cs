using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MuseSpark.Client.Users;
using MuseSpark.Web.Tests.Harness;

namespace MuseSpark.Web.Tests.Hosting;

[Collection(SharedApps.Name)]
public sealed class RunningTests(Apps apps)
{
    [Theory, OnBothDatabases]
    public async Task The_server_says_that_it_is_alive_and_ready(Database database)
    {
        var http = apps[database].NewBrowser().Http;

        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/healthz")).StatusCode);
        var ready = await (await http.GetAsync("/readyz")).ReadAsync<JsonElement>();

        Assert.Equal("ready", ready.GetProperty("checks").GetProperty("database").GetProperty("status").GetString());
        Assert.Contains("MB are free", ready.GetProperty("checks").GetProperty("disk").GetProperty("description").GetString());
    }

    [Fact]
    public async Task The_description_of_the_api_has_every_route_and_both_ways_in()
    {
        var docs = await (await apps[Database.Sqlite].NewBrowser().Http.GetAsync("/swagger/v1/swagger.json")).ReadAsync<JsonElement>();

        Assert.True(docs.GetProperty("paths").TryGetProperty("/api/workspaces/{id}/members/{userId}", out _));
        var schemes = docs.GetProperty("components").GetProperty("securitySchemes").EnumerateObject().Select(s => s.Name);
        Assert.Equal(["cookie", "key"], schemes.Order());
    }

    [Fact]
    public async Task Every_answer_keeps_browsers_strict()
    {
        var http = apps[Database.Sqlite].NewBrowser().Http;
        foreach (var address in new[] { "/", "/api/session", "/api/nowhere", "/healthz", "/swagger/v1/swagger.json" })
        {
            var headers = (await http.GetAsync(address)).Headers;
            Assert.Equal("nosniff", headers.GetValues("X-Content-Type-Options").Single());
            var policy = headers.GetValues("Content-Security-Policy").Single();
            Assert.Contains("script-src 'self' 'wasm-unsafe-eval'", policy);
            Assert.DoesNotContain("'unsafe-inline'", policy.Split(';').Single(part => part.Contains("script-src")));
            Assert.Contains("frame-ancestors 'none'", policy);
        }
    }

    [Fact]
    public async Task Pages_get_the_client_and_unknown_files_do_not()
    {
        var http = apps[Database.Sqlite].NewBrowser().Http;

        var page = await http.GetAsync("/some/page");

        Assert.Equal("text/html", page.Content.Headers.ContentType?.MediaType);
        Assert.Contains("blazor.webassembly", await page.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync("/missing.js")).StatusCode);
    }

    [Fact]
    public async Task The_log_is_json_with_the_answers_id_and_without_secrets()
    {
        string folder, id;
        await using (var app = await MuseSparkApp.CreateAsync(Database.Sqlite, ("Logs:Level", "Information")))
        {
            var http = app.NewBrowser().Http;
            await http.PostAsJsonAsync("/api/session", new SignInRequest { Email = "someone@example.org", Password = "a secret password" });
            var answer = await http.GetAsync("/api/invitations/a-secret-token?also=secret-query");
            id = answer.Headers.GetValues("X-Correlation-ID").Single();
            folder = Path.Combine(app.Folder, "logs");

            // At midnight a second file is begun.
            var lines = (await Task.WhenAll(Directory.GetFiles(folder).Select(ReadAsync))).SelectMany(read => read).ToList();
            var entry = lines.Select(line => JsonDocument.Parse(line).RootElement).Single(e => e.TryGetProperty("@tr", out var trace) && trace.GetString() == id);
            Assert.Equal("/api/invitations/{token}", entry.GetProperty("Route").GetString());
            Assert.All(lines, line =>
            {
                Assert.DoesNotContain("secret", line);
                Assert.DoesNotContain("someone@example.org", line);
            });
        }
    }

    private static async Task<List<string>> ReadAsync(string file)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        return (await reader.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries).ToList();
    }
}
