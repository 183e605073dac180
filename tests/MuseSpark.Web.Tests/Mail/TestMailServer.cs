using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MuseSpark.Web.Tests.Mail;

/// <summary>Speaks as much of SMTP (RFC 5321) as is needed to take a mail, and keeps what it was given.</summary>
public sealed class TestMailServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();

    public TestMailServer()
    {
        _listener.Start();
        _ = ListenAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Each with its recipient.</summary>
    public ConcurrentQueue<(string To, string Text)> Mails { get; } = [];

    /// <summary>Everybody it was asked to take a mail for.</summary>
    public ConcurrentQueue<string> Asked { get; } = [];

    /// <summary>Takes no mail for these.</summary>
    public ConcurrentBag<string> Unknown { get; } = [];

    /// <summary>Takes none for these now, but perhaps later.</summary>
    public ConcurrentBag<string> Busy { get; } = [];

    /// <summary>What happens while it has a mail for somebody and its sender does not know yet that it was taken.</summary>
    public Func<string, Task> BeforeTaking { get; set; } = _ => Task.CompletedTask;

    private async Task ListenAsync()
    {
        try
        {
            while (true) _ = TalkAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            // The test is over.
        }
    }

    private async Task TalkAsync(TcpClient client)
    {
        using var _ = client;
        var stream = client.GetStream();
        using var reader = new StreamReader(stream, Encoding.UTF8);
        await using var writer = new StreamWriter(stream, new UTF8Encoding(false)) { NewLine = "\r\n", AutoFlush = true };
        await writer.WriteLineAsync("220 ready");
        var to = "";
        while (await reader.ReadLineAsync(_stop.Token) is { } line)
        {
            if (line.StartsWith("RCPT TO:", StringComparison.OrdinalIgnoreCase)) to = line[8..].Trim('<', '>', ' ');
            if (line.Equals("DATA", StringComparison.OrdinalIgnoreCase))
            {
                await writer.WriteLineAsync("354 go on");
                var text = new StringBuilder();
                while (await reader.ReadLineAsync(_stop.Token) is { } part && part != ".") text.AppendLine(part);
                Mails.Enqueue((to, text.ToString()));
                await BeforeTaking(to);
            }

            var names = line.StartsWith("RCPT", StringComparison.OrdinalIgnoreCase);
            if (names) Asked.Enqueue(to);
            await writer.WriteLineAsync(names && Unknown.Contains(to) ? "550 no such mailbox" : names && Busy.Contains(to) ? "451 try later" : line.Equals("QUIT", StringComparison.OrdinalIgnoreCase) ? "221 bye" : "250 ok");
        }
    }

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
    }
}
