using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Http;
using MuseSpark.Client.Workspaces;
using MuseSpark.Web.Tests.Harness;

namespace MuseSpark.Web.Tests.Users;

/// <summary>How much anybody may ask for in a minute.</summary>
public sealed class RequestLimitTests
{
    [Fact]
    public async Task A_person_a_key_and_an_address_each_have_a_limit_of_their_own()
    {
        await using var app = await MuseSparkApp.CreateAsync(Database.Sqlite, ("Limits:ChangesPerMinute", "3"), ("Limits:RequestsPerMinute", "5"));
        var (one, other) = (await app.NewPersonAsync(), await app.NewPersonAsync());
        var workspace = await app.NewWorkspaceAsync((one, Role.Owner), (other, Role.Editor));
        using var program = await app.NewProgramAsync(one, workspace);

        Assert.Equal(HttpStatusCode.TooManyRequests, await SpentAsync(one.Http, 3));
        // Neither the person's own key nor anybody else pays for it, and looking is free.
        Assert.Equal(HttpStatusCode.TooManyRequests, await SpentAsync(program, 3));
        Assert.Equal(HttpStatusCode.NotFound, await ChangeAsync(other.Http));
        using (var look = await one.Http.GetAsync("/api/session")) Assert.Equal(HttpStatusCode.OK, look.StatusCode);

        for (var i = 0; i < 5; i++) Assert.Equal(200, await FromAsync("203.0.113.7"));
        Assert.Equal(429, await FromAsync("203.0.113.7"));
        Assert.Equal(429, await FromAsync("::ffff:203.0.113.7"));
        Assert.Equal(200, await FromAsync("203.0.113.8"));
        // Whoever has one IPv6 address has all that begin alike.
        for (var i = 0; i < 5; i++) Assert.Equal(200, await FromAsync($"2001:db8:1:2::{i}"));
        Assert.Equal(429, await FromAsync("2001:db8:1:2:3:4:5:6"));
        Assert.Equal(200, await FromAsync("2001:db8:1:3::1"));
        Assert.Equal(200, await FromAsync("127.0.0.1"));

        async Task<int> FromAsync(string address) => (await app.Server.SendAsync(context =>
        {
            (context.Request.Method, context.Request.Path, context.Connection.RemoteIpAddress) = (HttpMethods.Get, "/api/session", IPAddress.Parse(address));
        })).Response.StatusCode;
    }

    [Theory]
    [InlineData("/api/verify", 30)]
    [InlineData("/api/public/aaaaaaaaaaaaaaaa/reports", 150)]
    public async Task Where_no_account_is_needed_nobodys_key_pays_for_anothers(string path, int perMinute)
    {
        await using var app = await MuseSparkApp.CreateAsync(Database.Sqlite);
        var (one, other) = (await app.NewPersonAsync(), await app.NewPersonAsync());
        var workspace = await app.NewWorkspaceAsync((one, Role.Owner), (other, Role.Editor));
        using var program = await app.NewProgramAsync(one, workspace);
        using var another = await app.NewProgramAsync(other, workspace);
        for (var i = 0; i < perMinute; i++) Assert.NotEqual(HttpStatusCode.TooManyRequests, await AskAsync(program));
        Assert.Equal(HttpStatusCode.TooManyRequests, await AskAsync(program));
        Assert.NotEqual(HttpStatusCode.TooManyRequests, await AskAsync(another));

        async Task<HttpStatusCode> AskAsync(HttpClient client)
        {
            using var answer = await client.PostAsJsonAsync(path, new { });
            return answer.StatusCode;
        }
    }

    /// <returns>What is answered after <paramref name="changes"/> that were let pass.</returns>
    private static async Task<HttpStatusCode> SpentAsync(HttpClient client, int changes)
    {
        for (var i = 0; i < changes; i++) Assert.Equal(HttpStatusCode.NotFound, await ChangeAsync(client));
        return await ChangeAsync(client);
    }

    private static async Task<HttpStatusCode> ChangeAsync(HttpClient client)
    {
        using var answer = await client.PostAsJsonAsync($"/api/generations/{Guid.Empty}/cancel", new { });
        return answer.StatusCode;
    }
}
