using System.Net;

namespace MuseSpark.Web.Users;

/// <summary>Where a request comes from, for limits.</summary>
public static class NetworkAddress
{
    /// <summary>What one household or program has: an IPv4 address, or the first half of an IPv6 address, whose other half anybody may choose.</summary>
    public static string Of(IPAddress? address)
    {
        if (address is null) return "local";
        var bytes = (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).GetAddressBytes();
        return Convert.ToHexStringLower(bytes.Length == 16 ? bytes[..8] : bytes);
    }

    public static string Of(HttpContext context) => Of(context.Connection.RemoteIpAddress);
}
