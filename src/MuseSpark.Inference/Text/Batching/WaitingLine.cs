using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Text.Batching;

/// <summary>Requests that wait for room in a batch, first come first served.</summary>
/// <remarks>Not safe for concurrent calls.</remarks>
internal sealed class WaitingLine
{
    /// <summary>Most requests in line.</summary>
    public const int MaxWaiting = 256;

    private readonly LinkedList<TextJob> _jobs = [];

    public bool IsEmpty => _jobs.Count == 0;

    /// <exception cref="ModelException">Too many requests wait already.</exception>
    public void Add(TextJob job)
    {
        if (_jobs.Count >= MaxWaiting) throw new ModelException($"The model is busy: {MaxWaiting} texts are waiting for it. Try again in a moment.");
        _jobs.AddLast(job);
    }

    /// <summary>Takes from the line who fits into the room, in order, and lets go, wherever they stand, of those who want no more.</summary>
    /// <param name="room">Rows.</param>
    /// <param name="takesMemory">Takes the memory of one, or says that there is none now; what it throws ends that one.</param>
    public List<TextJob> Take(int room, Func<TextJob, bool> takesMemory)
    {
        if (IsEmpty) return [];
        var taken = new List<TextJob>();
        for (LinkedListNode<TextJob>? node = _jobs.First, next; node is not null; node = next)
        {
            next = node.Next;
            var job = node.Value;
            var reason = job.IsUnwanted ? job.Cancelled() : (Exception?)null;
            var fits = false;
            try
            {
                fits = reason is null && node.Previous is null && job.Places <= room && takesMemory(job);
            }
            catch (ModelException e)
            {
                reason = e;
            }
            if (fits || reason is not null) _jobs.Remove(node);
            if (reason is not null) job.Leave(reason);
            else if (fits)
            {
                room -= job.Places;
                taken.Add(job);
            }
        }
        return taken;
    }

    public void LeaveAll(Exception reason)
    {
        foreach (var job in _jobs) job.Leave(reason);
        _jobs.Clear();
    }
}
