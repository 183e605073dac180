using MuseSpark.Client.Models;
using MuseSpark.Inference.Hub;
using MuseSpark.Inference.Installing;
using MuseSpark.Inference.Models;
using MuseSpark.Web.Data;

namespace MuseSpark.Web.Models.Pulls;

/// <summary>Fetches models in the background, one after the other, and goes on after a restart. What is installed is used at once.</summary>
public sealed class PullRunner(ModelCatalog catalog, DataFolder data, Hub hub, PullStore store, IHostApplicationLifetime life, TimeProvider time, ILogger<PullRunner> logger) : IHostedService
{
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _turn = new(1);
    private readonly Dictionary<string, Pull> _pulls = [];

    public IReadOnlyList<PullView> Views
    {
        get
        {
            lock (_lock) return [.. _pulls.Values.Select(pull => pull.View)];
        }
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var order in store.Load())
        {
            lock (_lock)
            {
                var pull = _pulls[order.Id] = new Pull(order) { State = order.IsStopped ? PullState.Stopped : PullState.Waiting };
                if (!order.IsStopped) Run(pull);
            }
        }
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        // What is under way ends with ApplicationStopping, and leaves what has arrived for the next time.
        Task[] under;
        lock (_lock) under = [.. _pulls.Values.Select(pull => pull.Work)];
        return Task.WhenAll(under).WaitAsync(cancellationToken);
    }

    /// <summary>Begins an order, or goes on with it if it is there already: two orders of one model are one.</summary>
    /// <exception cref="ModelException">Another model of this name is on its way, or what has arrived of it is just being deleted.</exception>
    public PullView Begin(PullOrder order)
    {
        lock (_lock)
        {
            if (_pulls.TryGetValue(order.Id, out var pull) && pull.IsDiscarded) throw new ModelException($"What has arrived of {order.Id} is just being deleted. Try again in a moment.");
            if (pull?.State is PullState.Waiting or PullState.Downloading or PullState.Checking)
                return pull.Order.Repository == order.Repository ? pull.View : throw new ModelException($"Another model called {order.Id} is on its way, from {pull.Order.Repository}.");
            store.Save(order);
            // The one before may not have ended yet; it leaves the list, and this one waits for its turn.
            var next = _pulls[order.Id] = new Pull(order) { Work = pull?.Work ?? Task.CompletedTask };
            Run(next);
            return next.View;
        }
    }

    /// <returns>Null if there is no such order.</returns>
    /// <exception cref="ModelException">as <see cref="Begin"/></exception>
    public PullView? Resume(string id)
    {
        lock (_lock) return _pulls.TryGetValue(id, out var pull) ? Begin(pull.Order with { IsStopped = false }) : null;
    }

    /// <summary>Stops an order; what has arrived of it is kept.</summary>
    /// <returns>Null if there is no such order.</returns>
    public PullView? Stop(string id)
    {
        lock (_lock)
        {
            if (!_pulls.TryGetValue(id, out var pull)) return null;
            if (pull.State is not (PullState.Installed or PullState.Stopped))
            {
                store.Save(pull.Order = pull.Order with { IsStopped = true });
                (pull.State, pull.Problem) = (PullState.Stopped, null);
                pull.Stop?.Cancel();
            }
            return pull.View;
        }
    }

    /// <summary>Forgets an order and deletes what has arrived of it.</summary>
    /// <exception cref="ModelException">Another program is at it.</exception>
    public async Task<bool> DiscardAsync(string id)
    {
        Pull? pull;
        lock (_lock)
        {
            if (Stop(id) is null) return false;
            pull = _pulls[id];
            if (pull.IsDiscarded) return true;
            pull.IsDiscarded = true;
        }
        try
        {
            await pull.Work;
            ModelPull.Discard(data.Downloads, id);
            lock (_lock)
            {
                store.Delete(id);
                _pulls.Remove(id);
            }
            return true;
        }
        finally
        {
            lock (_lock) pull.IsDiscarded = false;
        }
    }

    private void Run(Pull pull)
    {
        var (before, stop) = (pull.Work, CancellationTokenSource.CreateLinkedTokenSource(life.ApplicationStopping));
        pull.Stop = stop;
        pull.Work = Task.Run(async () =>
        {
            using (stop) await RunAsync(pull, before, stop.Token);
        }, CancellationToken.None);
    }

    private async Task RunAsync(Pull pull, Task before, CancellationToken stop)
    {
        try
        {
            await before;
            await _turn.WaitAsync(stop);
            try
            {
                Change(pull, PullState.Downloading);
                using var client = new HubClient(hub.Options, time);
                var installer = new ModelPull(client, time);
                var plan = await installer.PlanAsync(HubRepository.Parse(pull.Order.Repository), pull.Order.Revision, stop);
                if (plan.Licence != pull.Order.Licence) throw new ModelException($"The licence is {plan.Licence} now, but {pull.Order.Licence} was accepted. Look it up again.");
                catalog.Add(await installer.InstallAsync(plan, pull.Order.Precision, data.Models, data.Downloads, progress => Tell(pull, progress), stop));
            }
            finally
            {
                _turn.Release();
            }
            store.Delete(pull.Order.Id);
            Change(pull, PullState.Installed);
            logger.LogInformation("Installed {Model} of {Repository}", pull.Order.Id, pull.Order.Repository);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Stopped by a person, who sees it already, or by the end of the server.
        }
        catch (Exception e)
        {
            logger.LogWarning(e, "{Model} could not be installed", pull.Order.Id);
            lock (_lock)
                if (pull.State != PullState.Stopped)
                    (pull.State, pull.Problem) = (PullState.Failed, e is ModelException ? e.Message : "Something went wrong on the server while this was installed; its log says what. Resume it, or discard it.");
        }
        finally
        {
            lock (_lock) pull.Stop = null;
        }
    }

    private void Change(Pull pull, PullState state)
    {
        lock (_lock)
            if (pull.State != PullState.Stopped || state == PullState.Installed) (pull.State, pull.Problem) = (state, null);
    }

    private void Tell(Pull pull, PullProgress progress)
    {
        Change(pull, progress.Stage == PullStage.Checking ? PullState.Checking : PullState.Downloading);
        lock (_lock) pull.Progress = progress;
    }
}
