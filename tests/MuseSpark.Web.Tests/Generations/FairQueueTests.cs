using CsCheck;
using MuseSpark.Web.Generations.Scheduling;

namespace MuseSpark.Web.Tests.Generations;

public sealed class FairQueueTests
{
    private static readonly DateTime Noon = new(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void Workspaces_take_turns()
    {
        // The vector of InvokeAI's fair queue (pull request 9086).
        var queue = Queue();
        foreach (var name in new[] { "A1", "A2", "B1", "C1", "C2", "A3" }) queue.Enqueue(Job(name));
        Assert.Equal(["A1", "B1", "C1", "A2", "C2", "A3"], Drain(queue));
    }

    [Fact]
    public void A_workspace_with_jobs_twice_as_large_gets_half_as_many()
    {
        var queue = Queue();
        for (var i = 0; i < 30; i++)
        {
            queue.Enqueue(Job($"A{i}", cost: 2));
            queue.Enqueue(Job($"B{i}", cost: 1));
        }

        var first = Drain(queue).Take(30).ToList();
        Assert.Equal(10, first.Count(name => name[0] == 'A'));
        Assert.Equal(20, first.Count(name => name[0] == 'B'));
    }

    [Fact]
    public void A_job_of_any_size_gets_its_turn()
    {
        var queue = Queue();
        queue.Enqueue(Job("A1", cost: 1_000));
        Assert.Equal(["A1"], Drain(queue));
    }

    [Fact]
    public void A_workspace_at_its_cap_waits_until_one_of_its_jobs_ends()
    {
        var queue = Queue(cap: 1);
        var (a1, a2, b1) = (Job("A1"), Job("A2"), Job("B1"));
        queue.Enqueue(a1);
        queue.Enqueue(a2);
        queue.Enqueue(b1);
        Assert.Equal(a1.Id, queue.Next(Noon)!.Id);
        Assert.Equal(b1.Id, queue.Next(Noon)!.Id);
        Assert.Null(queue.Next(Noon));
        queue.Remove(a1.Id);
        Assert.Equal(a2.Id, queue.Next(Noon)!.Id);
    }

    [Fact]
    public void Jobs_that_wait_to_paint_leave_workers_to_others()
    {
        var queue = Queue(cap: 3, paintings: 3);
        foreach (var name in new[] { "A1p", "A2p", "A3p", "A4", "A5", "B1p", "B2p", "B3" }) queue.Enqueue(Job(name, at: Noon.AddMinutes(-11)));
        Assert.Equal(["A1p", "A2p", "A4", "B1p", "B3"], Drain(queue).Order());
        queue = Queue(paintings: 1);
        foreach (var name in new[] { "A1p", "A2p", "A3", "B1p", "B2" }) queue.Enqueue(Job(name));
        Assert.Equal(["A1p", "B2", "A3"], Drain(queue));
    }

    [Fact]
    public void Whoever_has_waited_past_the_age_limit_goes_first()
    {
        var queue = Queue();
        var (early, late) = (Job("A1", cost: 50, at: Noon - TimeSpan.FromMinutes(11)), Job("B1"));
        queue.Enqueue(late);
        queue.Enqueue(early);
        Assert.Equal(early.Id, queue.Next(Noon)!.Id);
    }

    [Fact]
    public void A_job_is_queued_once_however_often_it_is_told_of()
    {
        var queue = Queue();
        var job = Job("A1");
        queue.Enqueue(job);
        queue.Enqueue(job);
        Assert.Equal(job.Id, queue.Next(Noon)!.Id);
        queue.Enqueue(job);
        Assert.Null(queue.Next(Noon));
    }

    [Fact]
    public void Positions_say_in_which_order_jobs_are_handed_out()
    {
        var jobs = new[] { "A1", "A2", "B1", "C1", "C2", "A3" }.Select(name => Job(name)).ToList();
        var queue = Queue();
        jobs.ForEach(queue.Enqueue);
        var positions = jobs.Select(job => queue.PositionOf(job.Id));
        Assert.Equal([1, 4, 2, 3, 5, 6], positions);
        Assert.Equal(0, queue.PositionOf(Guid.NewGuid()));
    }

    [Fact]
    public void Every_job_is_handed_out_exactly_once() =>
        Gen.Select(Gen.Char['A', 'E'], Gen.Double[0, 20]).List[0, 60].Sample(list =>
        {
            var queue = Queue();
            var jobs = list.Select((job, i) => Job($"{job.Item1}{i}", job.Item2)).ToList();
            jobs.ForEach(queue.Enqueue);
            return Drain(queue).Order().SequenceEqual(jobs.Select(Name).Order());
        });

    private static readonly Dictionary<Guid, string> Names = [];

    private static FairQueue Queue(int cap = int.MaxValue, int paintings = int.MaxValue) => new(quantum: 1, cap, ageLimit: TimeSpan.FromMinutes(10), paintings);

    private static string Name(QueuedJob job)
    {
        lock (Names) return Names[job.Id];
    }

    /// <summary>The first letter is the workspace; a last one says that it paints.</summary>
    private static QueuedJob Job(string name, double cost = 1, DateTime? at = null)
    {
        var job = new QueuedJob(Guid.NewGuid(), new Guid(name[0], 0, 0, new byte[8]), cost, at ?? Noon, name[^1] == 'p');
        lock (Names) Names[job.Id] = name;
        return job;
    }

    private static List<string> Drain(FairQueue queue)
    {
        var order = new List<string>();
        while (queue.Next(Noon) is { } job) order.Add(Name(job));
        return order;
    }
}
