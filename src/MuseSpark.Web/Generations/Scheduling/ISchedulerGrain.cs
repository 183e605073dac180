namespace MuseSpark.Web.Generations.Scheduling;

/// <summary>Hands the queued jobs of one pool to workers, fairly between workspaces. The grain's key is the pool.</summary>
public interface ISchedulerGrain : IGrainWithStringKey
{
    /// <summary>Tells of a row of this pool that is queued. Losing this call only costs time: the table is looked through regularly.</summary>
    Task Enqueue(QueuedJob job);

    /// <summary>Waits a while for the next job; null when there was none. The worker then claims its row, which may fail.</summary>
    Task<Guid?> Next(CancellationToken cancellationToken);

    /// <summary>The job no longer waits or runs.</summary>
    Task Leave(Guid id);

    /// <summary>1 is next; 0 when it does not wait.</summary>
    Task<int> PositionOf(Guid id);
}
