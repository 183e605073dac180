namespace MuseSpark.Web.Generations.Scheduling;

/// <summary>A job that waits for a worker.</summary>
/// <param name="Cost">Predicted work, in the pool's unit.</param>
/// <param name="Paints">Whether it waits for a turn to paint while it holds a text worker.</param>
[GenerateSerializer, Immutable]
public sealed record QueuedJob(
    [property: Id(0)] Guid Id, [property: Id(1)] Guid WorkspaceId, [property: Id(2)] double Cost, [property: Id(3)] DateTime QueuedAt, [property: Id(4)] bool Paints = false)
{
    public static QueuedJob Of(Generation row) => new(row.Id, row.WorkspaceId, Pools.CostOf(row.Kind, row.Mode, row.Settings), row.CreatedAt, row.Settings.WithPicture);
}

/// <summary>
/// Deficit round robin over workspaces (Shreedhar and Varghese, "Efficient Fair Queueing using Deficit Round Robin", 1995):
/// each turn grants a workspace a quantum of work, and its jobs run while the saved-up quanta cover their cost. So a
/// workspace's share does not depend on how many jobs it queues or how large they are.
/// On top: a cap on how many of a workspace's jobs run at once, and whoever has waited past the age limit goes first.
/// Jobs that paint are let pass by those behind them while as many of them run as may, so that they never hold all workers.
/// </summary>
/// <param name="paintings">How many jobs that paint run at once; of one workspace fewer than its cap.</param>
public sealed class FairQueue(double quantum, int cap, TimeSpan ageLimit, int paintings = int.MaxValue)
{
    private readonly LinkedList<Lane> _turns = new();
    private readonly Dictionary<Guid, Lane> _lanes = [];
    private readonly Dictionary<Guid, QueuedJob> _waiting = [];
    private readonly Dictionary<Guid, (Guid Workspace, bool Paints)> _running = [];

    public int Count => _waiting.Count;

    public bool IsRunning(Guid id) => _running.ContainsKey(id);

    /// <summary>Every job that waits or runs.</summary>
    public IReadOnlyList<Guid> Ids => [.. _waiting.Keys, .. _running.Keys];

    /// <summary>Adds a job at the end of its workspace's line; one that is known already is left where it is.</summary>
    public void Enqueue(QueuedJob job)
    {
        if (_running.ContainsKey(job.Id) || !_waiting.TryAdd(job.Id, job)) return;
        if (!_lanes.TryGetValue(job.WorkspaceId, out var lane))
        {
            _lanes.Add(job.WorkspaceId, lane = new Lane(job.WorkspaceId));
            _turns.AddLast(lane);
        }

        lane.Jobs.AddLast(job);
    }

    /// <summary>The job whose turn it is, now counted as running; null when there is none that may run.</summary>
    public QueuedJob? Next(DateTime now) => Overdue(now) ?? NextByTurn();

    /// <summary>Forgets a job, whether it waits or runs.</summary>
    public void Remove(Guid id)
    {
        _running.Remove(id);
        if (!_waiting.Remove(id, out var job)) return;
        var lane = _lanes[job.WorkspaceId];
        lane.Jobs.Remove(job);
        DropIfEmpty(lane);
    }

    /// <summary>Counts a job as running that was handed out elsewhere, or before this queue was rebuilt.</summary>
    public void MarkRunning(QueuedJob job) => _running[job.Id] = (job.WorkspaceId, job.Paints);

    /// <summary>How many jobs would be handed out up to and with this one, by round robin; 0 when it does not wait here.</summary>
    public int PositionOf(Guid id)
    {
        if (!_waiting.TryGetValue(id, out var job)) return 0;
        var lane = _lanes[job.WorkspaceId];
        var ahead = lane.Jobs.TakeWhile(other => other.Id != id).Count();
        var turn = _turns.TakeWhile(l => l != lane).Count();
        return 1 + ahead + _turns.Select((other, i) => other == lane ? 0 : Math.Min(other.Jobs.Count, i < turn ? ahead + 1 : ahead)).Sum();
    }

    private QueuedJob? Overdue(DateTime now)
    {
        var oldest = _lanes.Values.Select(FirstOf).OfType<QueuedJob>().MinBy(job => job.QueuedAt);
        return oldest is not null && now - oldest.QueuedAt > ageLimit ? Take(oldest) : null;
    }

    private QueuedJob? NextByTurn()
    {
        if (!_lanes.Values.Any(lane => FirstOf(lane) is not null)) return null;
        while (true)
        {
            var lane = _turns.First!.Value;
            if (FirstOf(lane) is { } first)
            {
                if (!lane.Granted) lane.Deficit += quantum;
                lane.Granted = true;
                if (first.Cost <= lane.Deficit)
                {
                    lane.Deficit -= first.Cost;
                    return Take(first);
                }
            }

            lane.Granted = false;
            _turns.RemoveFirst();
            _turns.AddLast(lane);
        }
    }

    private QueuedJob Take(QueuedJob job)
    {
        Remove(job.Id);
        MarkRunning(job);
        return job;
    }

    /// <summary>The next job of a workspace that may run now.</summary>
    private QueuedJob? FirstOf(Lane lane)
    {
        var own = _running.Values.Where(job => job.Workspace == lane.WorkspaceId).ToList();
        if (own.Count >= cap) return null;
        var maySomePaint = _running.Values.Count(job => job.Paints) < paintings && own.Count(job => job.Paints) < Math.Max(1, cap - 1);
        return maySomePaint ? lane.Jobs.First!.Value : lane.Jobs.FirstOrDefault(job => !job.Paints);
    }

    /// <summary>An idle workspace saves up nothing.</summary>
    private void DropIfEmpty(Lane lane)
    {
        if (lane.Jobs.Count > 0) return;
        _lanes.Remove(lane.WorkspaceId);
        _turns.Remove(lane);
    }

    private sealed class Lane(Guid workspaceId)
    {
        public Guid WorkspaceId => workspaceId;
        public LinkedList<QueuedJob> Jobs { get; } = new();
        public double Deficit { get; set; }

        /// <summary>Whether this turn's quantum has been granted.</summary>
        public bool Granted { get; set; }
    }
}
