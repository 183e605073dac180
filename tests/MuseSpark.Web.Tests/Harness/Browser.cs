using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Mvc.Testing.Handlers;
using MuseSpark.Client.Users;
using MuseSpark.Web.Data;

namespace MuseSpark.Web.Tests.Harness;

/// <summary>Keeps cookies and sends the antiforgery token back, as the pages do.</summary>
public sealed class Browser
{
    private static readonly Uri Address = new("http://localhost/");
    private readonly MuseSparkApp app;
    private readonly CookieContainer cookies;

    public Browser(MuseSparkApp app, CookieContainer cookies)
    {
        (this.app, this.cookies) = (app, cookies);
        Http = app.CreateDefaultClient(Address, new TokenHandler(cookies), new CookieContainerHandler(cookies));
    }

    public HttpClient Http { get; }

    /// <summary>The same session in another browser: what this one forgets, that one keeps.</summary>
    public Browser Twin()
    {
        var copy = new CookieContainer();
        copy.Add(cookies.GetAllCookies());
        return new Browser(app, copy);
    }

    public void Forget(string cookie) => cookies.GetAllCookies()[cookie]!.Expired = true;

    /// <summary>Puts another browser's cookies of these names in place of its own.</summary>
    public void Use(Browser other, params string[] names)
    {
        foreach (var name in names)
        {
            Forget(name);
            cookies.Add(Address, new Cookie(name, other.cookies.GetAllCookies()[name]!.Value));
        }
    }

    public async Task SignInAsync(string email, string password = MuseSparkApp.Password)
    {
        var answer = await Http.PostAsJsonAsync("/api/session", new SignInRequest { Email = email, Password = password });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    public async Task<SessionView> SessionAsync() => (await Http.GetFromJsonAsync<SessionView>("/api/session", JsonText.Options))!;

    private sealed class TokenHandler(CookieContainer cookies) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.Method != HttpMethod.Get && cookies.GetCookies(Address)["XSRF-TOKEN"] is { } token)
                request.Headers.TryAddWithoutValidation("X-XSRF-TOKEN", token.Value);
            return base.SendAsync(request, cancellationToken);
        }
    }
}
