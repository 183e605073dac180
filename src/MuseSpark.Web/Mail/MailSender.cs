using System.Net;
using System.Net.Mail;
using Microsoft.Extensions.Options;

namespace MuseSpark.Web.Mail;

/// <summary>Sends plain text by SMTP.</summary>
/// <remarks>Safe for concurrent calls: each has a connection of its own.</remarks>
public sealed class MailSender(IOptions<MailOptions> options)
{
    private readonly MailOptions _options = options.Value;

    public bool IsConfigured => !string.IsNullOrEmpty(_options.Server) && !string.IsNullOrEmpty(_options.From);

    /// <summary>"https://example.org"; null when nobody said.</summary>
    public string? Site => _options.Site;

    /// <exception cref="SmtpException">The server can't be reached, or does not take it.</exception>
    public async Task SendAsync(string to, string subject, string text, CancellationToken cancellationToken)
    {
        using var message = new MailMessage(_options.From!, to, subject, text);
        // Other programs are asked not to answer it.
        message.Headers.Add("Auto-Submitted", "auto-generated");
        using var client = new SmtpClient(_options.Server, _options.Port) { EnableSsl = _options.Tls };
        if (!string.IsNullOrEmpty(_options.User)) client.Credentials = new NetworkCredential(_options.User, _options.Password);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(_options.Seconds));
        try
        {
            await client.SendMailAsync(message, patience.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new SmtpException($"The mail server did not answer within {_options.Seconds} s.");
        }
    }
}
