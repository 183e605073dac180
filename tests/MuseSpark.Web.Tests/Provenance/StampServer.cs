using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MuseSpark.Provenance.Certificates;
using MuseSpark.Provenance.Tests.Timestamps;

namespace MuseSpark.Web.Tests.Provenance;

public enum StampMood { Honest, Slow, Down, OtherTime, OtherQuestion, Nonsense, Endless }

/// <summary>A time-stamp server over HTTP (RFC 3161, section 3.4) that behaves as a test tells it to.</summary>
public sealed class StampServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly StampingAuthority _stamps;
    private byte[]? _first;

    public StampServer()
    {
        var now = TimeProvider.System.GetUtcNow();
        Authority = OwnAuthority.Create("Time Office", now.AddDays(-2));
        _stamps = new StampingAuthority(Authority.Issuing, now.AddDays(-1), now.AddDays(30));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(server => server.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.MapPost("/stamp", AnswerAsync);
        _app.Start();
    }

    public OwnAuthority Authority { get; }

    public StampMood Mood { get; set; }

    public int Asked { get; private set; }

    public string Url => $"{_app.Urls.Single()}/stamp";

    private async Task AnswerAsync(HttpContext context)
    {
        Asked++;
        Assert.Equal("application/timestamp-query", context.Request.ContentType);
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var now = TimeProvider.System.GetUtcNow();
        context.Response.ContentType = "application/timestamp-reply";
        switch (Mood)
        {
            case StampMood.Slow:
                await Task.Delay(TimeSpan.FromMinutes(1), context.RequestAborted);
                break;
            case StampMood.Down:
                context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                break;
            case StampMood.OtherTime:
                await context.Response.Body.WriteAsync(_stamps.Answer(body.ToArray(), now.AddHours(-5)));
                break;
            case StampMood.Nonsense:
                await context.Response.Body.WriteAsync("<html>It works!</html>"u8.ToArray());
                break;
            case StampMood.Endless:
                while (!context.RequestAborted.IsCancellationRequested) await context.Response.Body.WriteAsync(new byte[65536], context.RequestAborted);
                break;
            default:
                var answer = _stamps.Answer(body.ToArray(), now);
                await context.Response.Body.WriteAsync(Mood == StampMood.OtherQuestion ? _first! : answer);
                _first ??= answer;
                break;
        }
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
