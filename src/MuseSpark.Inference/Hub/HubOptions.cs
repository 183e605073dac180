using MuseSpark.Inference.Downloads;
using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Hub;

/// <summary>Where models are fetched from.</summary>
public sealed record HubOptions
{
    public const string PublicAddress = "https://huggingface.co/";

    /// <summary>The hub or a mirror that speaks its protocol; ends with a slash.</summary>
    public required Uri Address { get; init; }

    /// <summary>Of an account that may see models which not everybody may; null for none. Only the hub itself gets it.</summary>
    public string? Token { get; init; }

    /// <summary>How long the hub may be silent before it is asked again.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(30);

    /// <param name="address">Hub__Address, or null for the public hub.</param>
    /// <param name="token">Hub__Token.</param>
    /// <exception cref="ModelException">It is no address, or one without encryption on another machine; or no token.</exception>
    public static HubOptions From(string? address, string? token)
    {
        if (token?.Any(c => c is <= ' ' or > '~') == true) throw new ModelException("The token of the hub (Hub__Token) holds a space or a character that no token has.");
        return new HubOptions
        {
            Address = RemoteAddress.Parse(string.IsNullOrWhiteSpace(address) ? PublicAddress : address)
                ?? throw new ModelException("The address of the hub (Hub__Address) must begin with https://."),
            Token = string.IsNullOrEmpty(token) ? null : token,
        };
    }
}
