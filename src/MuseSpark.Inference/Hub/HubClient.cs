using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using MuseSpark.Inference.Downloads;
using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Hub;

/// <summary>Asks the Hugging Face hub, or a mirror of it, what a model repository holds, and fetches files of it.</summary>
/// <remarks>Safe for concurrent calls. Whatever it sends is within limits, and a file has the hash of the listing or is not used.</remarks>
public sealed partial class HubClient(HubOptions options, TimeProvider time) : IDisposable
{
    private const int MaxPages = 50, MaxFiles = 20_000;
    private const long MaxAnswerBytes = 16 << 20;

    private readonly HubConnection _hub = new(options);
    private readonly ResumingDownload _download = new(time, options.Silence);

    /// <summary>Looks up what a repository holds now, or at a revision.</summary>
    /// <param name="revision">A branch, a tag or a commit; null for the newest.</param>
    /// <exception cref="ModelException">The hub refuses, can't be reached, or answers nonsense; the message says what to do.</exception>
    public Task<HubModel> LookUpAsync(HubRepository repository, string? revision, CancellationToken cancellationToken) => ToldAsync(async () =>
    {
        if (revision is not null && !Revision().IsMatch(revision)) throw new ModelException("A revision is the name of a branch or a tag, or a commit.");
        var named = await JsonAsync(Api(repository, "revision", revision ?? "main"), repository, HubAnswers.Default.RevisionAnswer, cancellationToken);
        if (!ContentHash.IsHex(named.Value.Sha, 40)) throw new JsonException("There is no commit.");

        var files = new List<HubFile>();
        Uri? next = new(Api(repository, "tree", named.Value.Sha!) + "?recursive=true");
        for (var page = 0; next is not null; page++)
        {
            if (page == MaxPages || files.Count > MaxFiles) throw new ModelException($"{repository} has more files than any model. Name a repository of one model.");
            var (entries, link) = await JsonAsync(next, repository, HubAnswers.Default.IReadOnlyListTreeEntry, cancellationToken);
            files.AddRange(entries.Select(entry => entry?.ToFile()).OfType<HubFile>());
            next = link;
        }
        // Where upper and lower case are the same, two such files are one.
        var clashes = files.GroupBy(f => f.Path, StringComparer.OrdinalIgnoreCase).Where(same => same.Count() > 1).SelectMany(same => same).ToHashSet();
        files.RemoveAll(clashes.Contains);
        return new HubModel(repository, named.Value.Sha!, named.Value.Licence, files);
    });

    /// <summary>A small file, checked.</summary>
    /// <exception cref="ModelException">It is larger than the limit, can't be had, or is not what the listing says.</exception>
    public async Task<byte[]> ReadAsync(HubModel model, HubFile file, int limit, CancellationToken cancellationToken)
    {
        if (file.Bytes > limit) throw new ModelException($"{file.Path} of {model.Repository} is larger than {limit >> 10} kB, so it is not what it should be.");
        var path = Path.GetTempFileName();
        try
        {
            await FetchAsync(model, file, path, _ => { }, cancellationToken);
            return await File.ReadAllBytesAsync(path, cancellationToken);
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>Downloads a file; what has arrived is kept for another try until it turns out to be wrong.</summary>
    /// <param name="path">Holds the whole file afterwards, checked and on the disk.</param>
    /// <param name="arrived">Told how many bytes are there.</param>
    /// <exception cref="ModelException">It can't be had, or is not what the listing says; the message says what to do.</exception>
    public Task FetchAsync(HubModel model, HubFile file, string path, Action<long> arrived, CancellationToken cancellationToken) => ToldAsync(async () =>
    {
        var address = new Uri(options.Address, $"{model.Repository.Id}/resolve/{model.Revision}/{Escape(file.Path)}");
        await using var part = await PartFile.OpenAsync(path, file.Hash.Algorithm, file.Hash.Before(file.Bytes), file.Bytes, cancellationToken);
        // What was there before may be of a server that sent something else; so wrong is only what came in one piece.
        for (var mayBeOld = part.File.Length > 0; ; mayBeOld = false)
        {
            try
            {
                await _download.FetchAsync(part, file.Bytes, (from, quiet) => _hub.GetAsync(address, model.Repository, from, quiet), arrived, cancellationToken);
                if (file.Hash.Is(part.Hash())) return true;
            }
            catch (InvalidDataException)
            {
                // More than the file has is as wrong as other bytes.
            }
            part.Clear();
            if (!mayBeOld)
                throw new ModelException($"What the hub sent for {file.Path} is not what it announced, so nothing of it was used. Try again; if it happens again, don't trust that hub.");
        }
    });

    public void Dispose() => _hub.Dispose();

    private Uri Api(HubRepository repository, string what, string revision) =>
        new(options.Address, $"api/models/{repository.Id}/{what}/{Uri.EscapeDataString(revision)}");

    private Task<(T Value, Uri? Next)> JsonAsync<T>(Uri address, HubRepository repository, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        _download.AskAsync(async quiet =>
        {
            using var response = await _hub.GetAsync(address, repository, 0, quiet);
            await using var body = new LimitedStream(await response.Content.ReadAsStreamAsync(quiet), MaxAnswerBytes);
            var value = await JsonSerializer.DeserializeAsync(body, type, quiet) ?? throw new JsonException("The answer is null.");
            var link = response.Headers.TryGetValues("Link", out var links) ? NextPage().Match(string.Join(", ", links)) : Match.Empty;
            var next = link.Success ? new Uri(address, link.Groups[1].Value) : null;
            if (next is not null && !_hub.IsHome(next)) throw new JsonException("The next page is elsewhere.");
            return (value, next);
        }, cancellationToken);

    private static string Escape(string path) => string.Join('/', path.Split('/').Select(Uri.EscapeDataString));

    private static async Task<T> ToldAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception e) when (e is JsonException or InvalidDataException or UriFormatException)
        {
            throw new ModelException("What answers at the address of the hub (Hub__Address) doesn't speak as the Hugging Face hub does. Name another one.", e);
        }
        catch (TryLaterException e)
        {
            throw new ModelException("The hub has too much to do at the moment. Try again in a few minutes; what has arrived is kept.", e);
        }
        catch (Exception e) when (e is HttpRequestException or TimeoutException)
        {
            throw new ModelException("The hub can't be reached, or ended the download early. Check the network, or name a mirror with Hub__Address; what has arrived is kept for the next try.", e);
        }
    }

    [GeneratedRegex("<([^<>]{1,2000})>; *rel=\"next\"")]
    private static partial Regex NextPage();

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._/-]{0,99}\z")]
    private static partial Regex Revision();
}
