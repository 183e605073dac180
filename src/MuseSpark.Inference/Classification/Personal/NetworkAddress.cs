using System.Net;
using System.Text.RegularExpressions;

namespace MuseSpark.Inference.Classification.Personal;

/// <summary>Public addresses of computers on the internet (IPv4), which lead to a connection and so to a home.</summary>
internal sealed partial class NetworkAddress : IPersonalPattern
{
    public string Name => "network-address";

    public IEnumerable<(int Start, int Length, double Chance)> Find(string text)
    {
        foreach (Match match in Form().Matches(text))
            if (IPAddress.TryParse(match.Value, out var address) && IsPublic(address.GetAddressBytes())) yield return (match.Index, match.Length, 0.5);
    }

    /// <summary>Not of a home or office network, the machine itself, or a group of machines (RFC 1918, 1122, 3927, 5771).</summary>
    private static bool IsPublic(byte[] address) => (address[0], address[1]) switch
    {
        (0 or 10 or 127 or >= 224, _) or (172, >= 16 and < 32) or (192, 168) or (169, 254) => false,
        _ => true,
    };

    [GeneratedRegex(@"(?<![0-9.A-Za-z])[0-9]{1,3}(?:\.[0-9]{1,3}){3}(?![0-9]|\.[0-9])")]
    private static partial Regex Form();
}
