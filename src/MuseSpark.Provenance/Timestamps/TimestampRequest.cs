using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;

namespace MuseSpark.Provenance.Timestamps;

/// <summary>
/// Sends a request to a time-stamp authority and brings its answer: POST of application/timestamp-query, answered by
/// application/timestamp-reply (RFC 3161 section 3.4).
/// </summary>
public delegate Task<byte[]> TimestampAuthority(ReadOnlyMemory<byte> request, CancellationToken cancellationToken);

/// <summary>A question to a time-stamp authority (RFC 3161): "that was there when?".</summary>
public sealed class TimestampRequest
{
    private readonly Rfc3161TimestampRequest request;

    /// <param name="data">only its SHA-256 leaves the house</param>
    public TimestampRequest(ReadOnlySpan<byte> data)
    {
        var nonce = RandomNumberGenerator.GetBytes(8);
        nonce[0] = (byte)(nonce[0] & 0x7F | 0x40);
        request = Rfc3161TimestampRequest.CreateFromData(data, HashAlgorithmName.SHA256, nonce: nonce, requestSignerCertificates: true);
    }

    public byte[] Bytes => request.Encode();

    /// <summary>The token (DER) from the authority's answer.</summary>
    /// <exception cref="TimestampException">The answer is a refusal, or answers another question, or is no time-stamp reply.</exception>
    public byte[] Accept(ReadOnlyMemory<byte> response)
    {
        try
        {
            return request.ProcessResponse(response, out _).AsSignedCms().Encode();
        }
        catch (CryptographicException e)
        {
            throw new TimestampException("The time-stamp server's answer can't be used. " + e.Message);
        }
    }
}

/// <summary>There is no usable time-stamp; try again later, or sign without one.</summary>
public sealed class TimestampException(string message) : Exception(message);
