namespace MuseSpark.Web.Generations.Live;

/// <summary>Owns the live stream of one generation, whose id is the grain's key.</summary>
public interface IGenerationGrain : IGrainWithGuidKey
{
    /// <summary>Takes everything the worker's log has after <paramref name="after"/>.</summary>
    Task<PublishAnswer> Publish(long after, [Immutable] LoggedEvent[] events, CancellationToken cancellationToken);

    /// <summary>Streams what a watcher who has seen <paramref name="after"/> lacks, until the generation is final.</summary>
    IAsyncEnumerable<LoggedEvent> Watch(long after, CancellationToken cancellationToken);

    /// <summary>Takes in rows that were written past this grain.</summary>
    Task Refresh();

    /// <summary>Asks whoever works on it to stop; the row has been marked already.</summary>
    Task Cancel();
}

/// <param name="Last">Up to where the grain knows the log; the worker goes on from there.</param>
/// <param name="CancelRequested">Whether to stop working.</param>
[GenerateSerializer, Immutable]
public readonly record struct PublishAnswer([property: Id(0)] long Last, [property: Id(1)] bool CancelRequested);
