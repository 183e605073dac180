using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace MuseSpark.Tests;

/// <summary>A port for a process that has to be told one, and keeps it when it is started again.</summary>
internal static class FreePort
{
    /// <summary>Below those that systems give out by themselves (Linux 32768, IANA 49152), so that nobody gets it between this answer and its use.</summary>
    public static int Choose()
    {
        while (true)
        {
            var port = RandomNumberGenerator.GetInt32(20_000, 32_000);
            using var listener = new TcpListener(IPAddress.Loopback, port);
            try
            {
                listener.Start();
                return port;
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied)
            {
                // Another one, then.
            }
        }
    }
}
