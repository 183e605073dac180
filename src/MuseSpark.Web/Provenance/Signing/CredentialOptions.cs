using System.ComponentModel.DataAnnotations;

namespace MuseSpark.Web.Provenance.Signing;

/// <summary>Configuration section "Credentials".</summary>
public sealed class CredentialOptions
{
    /// <summary>Address of a time-stamp server (RFC 3161) over http or https; empty for none.</summary>
    [RegularExpression("^https?://.+", ErrorMessage = "Credentials__TimestampUrl has to begin with http:// or https://, or be empty.")]
    public string? TimestampUrl { get; init; }

    /// <summary>Seconds after which a work is signed without a time-stamp.</summary>
    [Range(0.1, 60)]
    public double TimestampSeconds { get; init; } = 5;
}
