using System.Net;
using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Downloads;

/// <summary>Fetches a file of a known size, in as many requests as it takes: each goes on where the one before ended.</summary>
/// <param name="silence">How long a server may take for the next <see cref="LeastBytes"/>, or for its answer.</param>
internal sealed class ResumingDownload(TimeProvider time, TimeSpan silence)
{
    private const int Attempts = 4;

    // A request that brought so much was worth it, however it ended.
    private const long Worthwhile = 1 << 20;

    // Fewer in that time is no download, but a server that holds us.
    private const int LeastBytes = 16 << 10;

    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    // Of somebody who looks at a page.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    /// <param name="bytes">Size of the whole file.</param>
    /// <param name="ask">Asks for what begins at a byte; answers 200, 206 or 416, or throws.</param>
    /// <param name="arrived">Told how many bytes are there.</param>
    /// <exception cref="HttpRequestException">The server can't be reached, or ends the download early time and again.</exception>
    /// <exception cref="TimeoutException">It says nothing.</exception>
    /// <exception cref="InvalidDataException">It sends more than the file has.</exception>
    public async Task FetchAsync(PartFile part, long bytes, Func<long, CancellationToken, Task<HttpResponseMessage>> ask, Action<long> arrived, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var before = part.File.Length;
            try
            {
                await ContinueAsync(part, bytes, ask, arrived, cancellationToken);
                return;
            }
            catch (Exception e) when (e is HttpRequestException or TimeoutException)
            {
                if (part.File.Length - before >= Worthwhile) attempt = 1;
                if (attempt == Attempts) throw;
                await Task.Delay(PauseAfter(attempt, e), time, cancellationToken);
            }
        }
    }

    /// <summary>A question with a short answer, tried as often as a download is.</summary>
    public async Task<T> AskAsync<T>(Func<CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            using var quiet = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            quiet.CancelAfter(silence);
            try
            {
                return await ask(quiet.Token);
            }
            catch (Exception e) when (e is HttpRequestException or IOException && attempt < Attempts && PauseAfter(attempt, e) <= LongestWait)
            {
                await Task.Delay(PauseAfter(attempt, e), time, cancellationToken);
            }
            catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
            {
                // Once is enough: somebody is waiting.
                throw new TimeoutException("The server fell silent.", e);
            }
        }
    }

    private static TimeSpan PauseAfter(int attempt, Exception problem)
    {
        var pause = (problem as TryLaterException)?.Pause ?? TimeSpan.FromSeconds(1 << (attempt - 1));
        return pause < TimeSpan.Zero ? TimeSpan.Zero : pause > LongestPause ? LongestPause : pause;
    }

    private async Task ContinueAsync(PartFile part, long bytes, Func<long, CancellationToken, Task<HttpResponseMessage>> ask, Action<long> arrived, CancellationToken cancellationToken)
    {
        arrived(part.File.Length);
        if (part.File.Length == bytes) return;

        using var quiet = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            quiet.CancelAfter(silence);
            using var response = await ask(part.File.Length, quiet.Token);
            Begin(part, response);
            await using var body = await response.Content.ReadAsStreamAsync(quiet.Token);
            var piece = new byte[81_920];
            var sinceQuiet = 0;
            quiet.CancelAfter(silence);
            while (await ReadAsync(body, piece, quiet.Token) is > 0 and var count)
            {
                if (part.File.Length + count > bytes) throw new InvalidDataException("There is more than there should be.");
                await part.AppendAsync(piece.AsMemory(0, count), cancellationToken);
                arrived(part.File.Length);
                if ((sinceQuiet += count) < LeastBytes) continue;
                sinceQuiet = 0;
                quiet.CancelAfter(silence);
            }
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException("The server fell silent.", e);
        }
        if (part.File.Length < bytes) throw new HttpRequestException("The download ended early.");
    }

    /// <summary>Puts the file to where the answer begins.</summary>
    private static void Begin(PartFile part, HttpResponseMessage response)
    {
        var goesOn = response.StatusCode == HttpStatusCode.PartialContent && response.Content.Headers.ContentRange?.From == part.File.Length;
        if (!goesOn) part.Clear();
        part.File.Position = part.File.Length;
        if (!goesOn && response.StatusCode != HttpStatusCode.OK) throw new HttpRequestException("The server sent another part of the file than was asked for.");
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
}
