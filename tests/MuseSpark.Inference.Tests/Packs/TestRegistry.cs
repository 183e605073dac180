using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using MuseSpark.Inference.Packs;

namespace MuseSpark.Inference.Tests.Packs;

/// <summary>A registry on this machine that has one archive, and can misbehave.</summary>
internal sealed partial class TestRegistry : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly byte[] _archive;

    public TestRegistry(byte[] archive)
    {
        _archive = archive;
        _listener.Start();
        _ = AcceptAsync();
    }

    public Uri Address => NpmClient.RegistryAt($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/npm");

    /// <summary>The requests so far: path, and from which byte on.</summary>
    public List<(string Path, int From)> Asked { get; } = [];

    /// <summary>After so many bytes of an answer the connection ends, as often as there are numbers.</summary>
    public Queue<int> BreaksAfter { get; } = [];

    public int Status { get; set; } = 200;
    public bool KnowsRanges { get; set; } = true;

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync();
                try
                {
                    await AnswerAsync(client.GetStream());
                }
                catch (IOException)
                {
                    // The client did not want the rest.
                }
            }
        }
        catch (Exception e) when (e is ObjectDisposedException or SocketException or InvalidOperationException)
        {
            // The test is over.
        }
    }

    private async Task AnswerAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, leaveOpen: true);
        var path = (await reader.ReadLineAsync() ?? "").Split(' ').ElementAtOrDefault(1) ?? "";
        var from = 0;
        while (await reader.ReadLineAsync() is { Length: > 0 } line)
            if (Range().Match(line) is { Success: true } range) from = int.Parse(range.Groups[1].Value);
        Asked.Add((path, from));
        if (!KnowsRanges) from = 0;
        var (status, body) = Status != 200 ? (Status, []) : (from > 0 ? 206 : 200, _archive[from..]);
        var head = $"HTTP/1.1 {status} X\r\nConnection: close\r\nContent-Length: {body.Length}\r\n{(from > 0 ? $"Content-Range: bytes {from}-{_archive.Length - 1}/{_archive.Length}\r\n" : "")}\r\n";
        await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(head));
        await stream.WriteAsync(BreaksAfter.TryDequeue(out var end) ? body.AsMemory(0, Math.Min(end, body.Length)) : body);
    }

    [GeneratedRegex("^Range: bytes=([0-9]+)-$", RegexOptions.IgnoreCase)]
    private static partial Regex Range();
}

/// <summary>Waits for nothing.</summary>
internal sealed class HastyTime : TimeProvider
{
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => base.CreateTimer(callback, state, TimeSpan.Zero, period);
}
