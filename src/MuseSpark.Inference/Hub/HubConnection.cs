using System.Net;
using System.Net.Http.Headers;
using MuseSpark.Inference.Downloads;
using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Hub;

/// <summary>
/// Sends requests to the hub and follows where it points to, which for large files is another host. That one never sees the
/// token, nor need it be trusted: what it sends has to have the hash that the hub named.
/// </summary>
internal sealed class HubConnection(HubOptions options) : IDisposable
{
    private const int MaxHops = 6;

    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        // Redirects are followed here, where the token is known.
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
        ConnectTimeout = TimeSpan.FromSeconds(15),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    })
    { Timeout = Timeout.InfiniteTimeSpan };

    /// <param name="from">The first byte that is wanted, where the rest is there already.</param>
    /// <returns>An answer of 200, 206 or 416 whose body is not read yet; the caller disposes it.</returns>
    /// <exception cref="ModelException">The hub refuses; the message says what to do.</exception>
    /// <exception cref="HttpRequestException">It may work at another time.</exception>
    public async Task<HttpResponseMessage> GetAsync(Uri address, HubRepository repository, long from, CancellationToken cancellationToken)
    {
        for (var hops = 0; hops < MaxHops; hops++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            request.Headers.UserAgent.Add(new ProductInfoHeaderValue("MuseSpark", "1"));
            if (from > 0) request.Headers.Range = new RangeHeaderValue(from, null);
            if (options.Token is { } token && IsHome(address)) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (response.StatusCode is HttpStatusCode.OK or HttpStatusCode.PartialContent or HttpStatusCode.RequestedRangeNotSatisfiable) return response;
            using (response)
            {
                if (response is not { StatusCode: >= (HttpStatusCode)300 and < (HttpStatusCode)400, Headers.Location: { } location }) throw Refusal(response, address, repository);
                address = new Uri(address, location);
            }
            if (address.Scheme != Uri.UriSchemeHttps && !(RemoteAddress.IsHere(address) && options.Address.IsLoopback))
                throw new ModelException("The hub points to an address without encryption, so nothing was fetched from there.");
        }
        throw new ModelException("The hub sends from one address to the next without end. Try again later, or name another one with Hub__Address.");
    }

    public bool IsHome(Uri address) => Uri.Compare(address, options.Address, UriComponents.SchemeAndServer, UriFormat.SafeUnescaped, StringComparison.OrdinalIgnoreCase) == 0;

    public void Dispose() => _http.Dispose();

    // What the hub says in words is not passed on: who fetches a model need not read just anybody's text.
    private Exception Refusal(HttpResponseMessage response, Uri address, HubRepository repository)
    {
        var (status, reason) = ((int)response.StatusCode, response.Headers.TryGetValues("X-Error-Code", out var codes) ? codes.First() : "");
        if (status is 408 or 429 or >= 500) return new TryLaterException($"The hub answered {status}.", PauseOf(response));
        // Addresses elsewhere hold for minutes; the hub gives a new one when it is asked again.
        if (!IsHome(address)) return new HttpRequestException($"{address.Host}, where the hub points to, answered {status}.");
        var account = options.Token is null ? "set Hub__Token to a token of your account there" : "check that the account of Hub__Token may read it";
        return new ModelException((status, reason) switch
        {
            (401 or 403, "GatedRepo") => $"{repository} is given only to those who have accepted its terms. Do so on {new Uri(options.Address, repository.Id)}, then {account}.",
            (401 or 403 or 404, "") or (_, "RepoNotFound") => $"The hub shows no repository {repository}. Check the spelling; if it is a private one, {account}.",
            (_, "RevisionNotFound") => $"{repository} has no such revision. Leave it out for the newest.",
            (_, "EntryNotFound") => $"A file of {repository} is not there any more. Look it up again.",
            _ => $"The hub refuses {repository} (status {status}). Name another one with Hub__Address, or {account}.",
        });
    }

    private static TimeSpan? PauseOf(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } pause } => pause,
        { Date: { } date } when response.Headers.Date is { } now => date - now,
        _ => null,
    };
}
