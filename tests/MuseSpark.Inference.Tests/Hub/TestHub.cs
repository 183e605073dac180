using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MuseSpark.Inference.Hub;

namespace MuseSpark.Inference.Tests.Hub;

/// <summary>A server on this machine that speaks the hub's protocol for one repository, "makers/tiny", and can misbehave. Its large files lie on a second server.</summary>
public sealed class TestHub : IAsyncDisposable
{
    public const string Repository = "makers/tiny", Commit = "0123456789abcdef0123456789abcdef01234567";

    private readonly WebApplication _hub, _store;

    private TestHub()
    {
        (_hub, _store) = (Build(AnswerAsync), Build(StoreAsync));
    }

    public ConcurrentDictionary<string, byte[]> Files { get; } = [];
    public string Licence { get; set; } = "apache-2.0";

    /// <summary>The requests so far: path, from which byte on, and the token if one was sent.</summary>
    public ConcurrentQueue<(string Path, long From, string? Token)> Asked { get; } = [];

    /// <summary>Those that reached the other server.</summary>
    public ConcurrentQueue<(string Path, long From, string? Token)> AskedStore { get; } = [];

    /// <summary>Files at least so large lie on the other server.</summary>
    public int LargeFrom { get; set; } = 10_000;

    /// <summary>What goes wrong with the next requests for files, one after the other; null for nothing.</summary>
    public ConcurrentQueue<Func<HttpContext, byte[], Task<bool>>> Troubles { get; } = [];

    /// <summary>Answers every request before anything else does, if it wants to.</summary>
    public Func<HttpContext, bool> First { get; set; } = _ => false;

    public Func<string, object, object> ListedAs { get; set; } = (_, entry) => entry;

    public HubOptions Options => HubOptions.From(Address(_hub), token: null);
    public string StoreAddress => Address(_store);
    public int PageSize { get; set; } = 100;

    public static async Task<TestHub> StartAsync()
    {
        var hub = new TestHub();
        await hub._hub.StartAsync();
        await hub._store.StartAsync();
        return hub;
    }

    public async ValueTask DisposeAsync()
    {
        await _hub.DisposeAsync();
        await _store.DisposeAsync();
    }

    /// <summary>Puts the files of a folder into the repository.</summary>
    public async Task AddAsync(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)) Files[Path.GetRelativePath(folder, file)] = await File.ReadAllBytesAsync(file);
    }

    /// <summary>The first file of a megabyte or more halts after so many bytes until the client goes away, once.</summary>
    public void HaltAfter(int bytes)
    {
        LargeFrom = 1_000_000;
        Troubles.Enqueue(HaltAsync);

        async Task<bool> HaltAsync(HttpContext context, byte[] body)
        {
            if (body.Length < LargeFrom)
            {
                Troubles.Enqueue(HaltAsync);
                return false;
            }
            context.Response.ContentLength = body.Length;
            await context.Response.Body.WriteAsync(body.AsMemory(0, bytes));
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            return true;
        }
    }

    /// <summary>Breaks the connection after so many bytes of the body.</summary>
    public static Func<HttpContext, byte[], Task<bool>> BreakAfter(int bytes) => async (context, body) =>
    {
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body.AsMemory(0, Math.Min(bytes, body.Length)));
        await context.Response.Body.FlushAsync();
        await Task.Delay(50);
        context.Abort();
        return true;
    };

    private static WebApplication Build(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Run(answer);
        return app;
    }

    private static string Address(WebApplication app) => app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    private async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        Asked.Enqueue((path, FromOf(context), context.Request.Headers.Authorization));
        if (First(context)) return;
        if (path == $"/api/models/{Repository}/revision/main" || path == $"/api/models/{Repository}/revision/{Commit}")
            await context.Response.WriteAsJsonAsync(new { id = Repository, sha = Commit, gated = false, cardData = new { license = Licence }, tags = new[] { "onnx", "license:mit" } });
        else if (path == $"/api/models/{Repository}/tree/{Commit}" && context.Request.Query["recursive"] == "true")
            await ListAsync(context);
        else if (path.StartsWith($"/{Repository}/resolve/{Commit}/", StringComparison.Ordinal) && Files.TryGetValue(path[$"/{Repository}/resolve/{Commit}/".Length..], out var bytes))
            await ResolveAsync(context, bytes);
        else
            Refuse(context, 404, path.StartsWith("/api", StringComparison.Ordinal) ? path.Contains(Repository) ? "RevisionNotFound" : "RepoNotFound" : "EntryNotFound");
    }

    public static void Refuse(HttpContext context, int status, string code) => (context.Response.StatusCode, context.Response.Headers["X-Error-Code"]) = (status, code);

    private async Task ListAsync(HttpContext context)
    {
        var from = int.Parse(context.Request.Query["cursor"].FirstOrDefault() ?? "0", CultureInfo.InvariantCulture);
        var entries = Files.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => ListedAs(f.Key, EntryOf(f.Key, f.Value))).ToArray();
        if (entries.Length > from + PageSize)
            context.Response.Headers.Link = $"<{Address(_hub)}{context.Request.Path}?recursive=true&cursor={from + PageSize}>; rel=\"next\"";
        await context.Response.WriteAsync(JsonSerializer.Serialize(entries.Skip(from).Take(PageSize).Prepend(new { type = "directory", path = "onnx", size = 0, oid = new string('0', 40) })));
    }

    private object EntryOf(string path, byte[] bytes)
    {
        var oid = Convert.ToHexStringLower(SHA1.HashData([.. Encoding.ASCII.GetBytes($"blob {bytes.Length}\0"), .. bytes]));
        return bytes.Length < LargeFrom
            ? new { type = "file", path, size = bytes.Length, oid }
            : new { type = "file", path, size = bytes.Length, oid, lfs = new { oid = Hash(bytes), size = bytes.Length, pointerSize = 134 } };
    }

    private async Task ResolveAsync(HttpContext context, byte[] bytes)
    {
        context.Response.Headers["X-Repo-Commit"] = Commit;
        if (bytes.Length < LargeFrom)
        {
            await SendAsync(context, bytes);
            return;
        }
        context.Response.Headers["X-Linked-Etag"] = $"\"{Hash(bytes)}\"";
        context.Response.Headers["X-Linked-Size"] = bytes.Length.ToString(CultureInfo.InvariantCulture);
        context.Response.StatusCode = 302;
        context.Response.Headers.Location = $"{StoreAddress}/{Hash(bytes)}?signed=now";
    }

    private async Task StoreAsync(HttpContext context)
    {
        AskedStore.Enqueue((context.Request.Path.Value!, FromOf(context), context.Request.Headers.Authorization));
        if (Files.Values.FirstOrDefault(bytes => "/" + Hash(bytes) == context.Request.Path.Value) is { } found) await SendAsync(context, found);
        else context.Response.StatusCode = 403;
    }

    private async Task SendAsync(HttpContext context, byte[] bytes)
    {
        var from = FromOf(context);
        if (from > 0 && from >= bytes.Length)
        {
            context.Response.StatusCode = 416;
            return;
        }
        if (from > 0)
        {
            context.Response.StatusCode = 206;
            context.Response.Headers.ContentRange = $"bytes {from}-{bytes.Length - 1}/{bytes.Length}";
        }
        var body = bytes[(int)from..];
        if (Troubles.TryDequeue(out var trouble) && await trouble(context, body)) return;
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body);
    }

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static long FromOf(HttpContext context) => context.Request.GetTypedHeaders().Range?.Ranges.Single().From ?? 0;
}
