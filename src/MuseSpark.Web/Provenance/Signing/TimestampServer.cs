using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using Microsoft.Extensions.Options;
using MuseSpark.Provenance.Timestamps;

namespace MuseSpark.Web.Provenance.Signing;

/// <summary>
/// Asks the configured server for time-stamps (RFC 3161). Nothing of a work is sent but the hash of its signature. An answer is believed
/// only if it is signed, answers the question, and tells about the time that it is here.
/// </summary>
public sealed class TimestampServer(HttpClient http, IOptions<CredentialOptions> options, TimeProvider time)
{
    public const int LargestAnswer = 64 * 1024;

    private static readonly TimeSpan MostApart = TimeSpan.FromMinutes(10);

    public bool IsConfigured => !string.IsNullOrEmpty(options.Value.TimestampUrl);

    public TimeSpan Patience => TimeSpan.FromSeconds(options.Value.TimestampSeconds);

    /// <exception cref="TimestampException">The answer is none, or not to be believed.</exception>
    /// <exception cref="HttpRequestException">There is no answer.</exception>
    public async Task<byte[]> AskAsync(ReadOnlyMemory<byte> request, CancellationToken cancellationToken)
    {
        using var question = new ReadOnlyMemoryContent(request);
        question.Headers.ContentType = new MediaTypeHeaderValue("application/timestamp-query");
        using var response = await http.PostAsync(new Uri(options.Value.TimestampUrl!), question, cancellationToken);
        response.EnsureSuccessStatusCode();
        var answer = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        Check(request, answer);
        return answer;
    }

    private void Check(ReadOnlyMemory<byte> request, byte[] answer)
    {
        try
        {
            if (!Rfc3161TimestampRequest.TryDecode(request, out var asked, out _)) throw new ArgumentException("This is no time-stamp request.", nameof(request));
            var token = asked.ProcessResponse(answer, out _);
            if (!token.VerifySignatureForHash(asked.GetMessageHash().Span, asked.HashAlgorithmId, out _)) throw new TimestampException("The time-stamp's signature does not hold.");
            if ((token.TokenInfo.Timestamp - time.GetUtcNow()).Duration() > MostApart)
                throw new TimestampException($"The time-stamp tells {token.TokenInfo.Timestamp:u}, and here it is {time.GetUtcNow():u}: one of the two clocks is wrong.");
        }
        catch (CryptographicException e)
        {
            throw new TimestampException("The time-stamp server's answer can't be used. " + e.Message);
        }
    }
}
