using System.ComponentModel.DataAnnotations;

namespace MuseSpark.Web.Mail;

/// <summary>Configuration section "Mail". Without a server nothing is sent, and pages say so.</summary>
public sealed class MailOptions
{
    /// <summary>Name of an SMTP server; empty for none.</summary>
    public string? Server { get; init; }

    /// <summary>587 for submission with STARTTLS; the older port of TLS from the first byte (465) is not spoken.</summary>
    [Range(1, 65_535)]
    public int Port { get; init; } = 587;

    /// <summary>Off only for a server on the same machine.</summary>
    public bool Tls { get; init; } = true;

    /// <summary>Whom mails come from.</summary>
    [EmailAddress(ErrorMessage = "Mail__From has to be an e-mail address.")]
    public string? From { get; init; }
    public string? User { get; init; }
    public string? Password { get; init; }

    /// <summary>Where people reach this server, for links: a request could claim any name.</summary>
    [RegularExpression("^https?://[^/]+$", ErrorMessage = "Mail__Site has to look like https://example.org, without a slash at the end.")]
    public string? Site { get; init; }

    [Range(1, 300)]
    public int Seconds { get; init; } = 30;
}
