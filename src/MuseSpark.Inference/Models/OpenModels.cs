using Microsoft.Extensions.Logging;

namespace MuseSpark.Inference.Models;

/// <summary>
/// The models that are open: each once for all who ask for it, together within a budget of memory; the one unused for longest goes first.
/// </summary>
/// <param name="budget">Bytes of weights and of what texts under way hold; what a run needs for a moment comes on top.</param>
internal sealed class OpenModels(long budget, ILogger logger) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly List<Place> _places = [];
    private long _uses, _running;
    private TaskCompletionSource _room = NewSignal();

    private sealed class Place(string id, long bytes, Task<object> opening)
    {
        public string Id => id;
        public long Bytes => bytes;
        public Task<object> Opening => opening;
        public bool IsOwned { get; init; } = true;
        public int Users { get; set; }
        public long LastUse { get; set; }

        /// <summary>Taken off the list: it goes as soon as nobody uses it.</summary>
        public bool IsGoing { get; set; }

        public bool IsIdle => Users == 0 && opening.IsCompleted;
    }

    /// <summary>Whether a model is in memory now.</summary>
    public bool Contains(string id)
    {
        lock (_lock) return _places.Any(p => p.Id == id && !p.IsGoing && p.Opening.IsCompletedSuccessfully);
    }

    /// <summary>Adds one that its maker opened and goes on owning.</summary>
    public void Add(string id, object model)
    {
        lock (_lock) _places.Add(new Place(id, 0, Task.FromResult(model)) { IsOwned = false });
    }

    /// <summary>The model, opened if it isn't; unused ones make room for it.</summary>
    /// <param name="bytes">What its weights take.</param>
    /// <param name="waits">
    /// Whether it waits for others to be given back where all room is in use. False for what is asked for by somebody who uses another
    /// model already: two of them would wait for each other.
    /// </param>
    /// <exception cref="ModelException">It needs more than all room there is, or can't be opened.</exception>
    public async Task<ModelLease<T>> UseAsync<T>(string id, long bytes, bool waits, Func<Task<object>> open, CancellationToken cancellationToken) where T : class
    {
        if (waits && bytes > budget)
            throw new ModelException(
                $"This model takes about {Gigabytes(bytes)} of memory, but models may take {Gigabytes(budget)} on this machine. Choose one of smaller precision, or raise Models:MemoryBudget.");
        Place place;
        while (true)
        {
            Task room;
            lock (_lock)
            {
                // A failed one is opened anew: its folder may have been mended.
                foreach (var failed in _places.Where(p => p.Id == id && p.Opening.IsFaulted)) failed.IsGoing = true;
                if (_places.Find(p => p.Id == id && !p.IsGoing) is { } found)
                {
                    place = found;
                    place.Users++;
                    break;
                }
                MakeRoom(bytes);
                if (!waits || Taken + bytes <= budget)
                {
                    place = new Place(id, bytes, Task.Run(open, CancellationToken.None)) { Users = 1 };
                    _places.Add(place);
                    break;
                }
                room = _room.Task;
            }
            await room.WaitAsync(cancellationToken);
        }

        try
        {
            // A caller who gives up stops waiting; the opening goes on for the others.
            return new ModelLease<T>((T)await place.Opening.WaitAsync(cancellationToken), () => GiveBack(place));
        }
        catch
        {
            GiveBack(place);
            throw;
        }
    }

    /// <summary>Takes memory for a run of an open model; unused models make room for it.</summary>
    /// <param name="weights">What the model takes itself.</param>
    /// <returns>
    /// False where it must wait for other runs. Where there are none it never waits: two models could hold all there is and wait for each other's
    /// weights to go.
    /// </returns>
    /// <exception cref="ModelException">It needs more than all room there is beside its model.</exception>
    public bool TryTake(long bytes, long weights)
    {
        lock (_lock)
        {
            if (weights + bytes > budget)
                throw new ModelException(
                    $"This text would take about {Gigabytes(bytes)} of memory beside its model's {Gigabytes(weights)}, but models may take {Gigabytes(budget)} on this machine. Ask for fewer tokens or drafts, or raise Models:MemoryBudget.");
            // Unused models are not unloaded for a text that has to wait all the same.
            if (_running > 0 && _running + _places.Where(p => !(p.IsIdle && p.IsOwned)).Sum(p => p.Bytes) + bytes > budget) return false;
            MakeRoom(bytes);
            _running += bytes;
            return true;
        }
    }

    public void Give(long bytes)
    {
        lock (_lock)
        {
            _running -= bytes;
            TellOfRoom();
        }
    }

    /// <summary>Unloads a model once nobody uses it; whoever asks from now on gets one opened anew.</summary>
    public void Remove(string id)
    {
        lock (_lock)
        {
            foreach (var place in _places.Where(p => p.Id == id)) place.IsGoing = true;
            LetGo(place => place.IsGoing);
        }
    }

    public void Dispose()
    {
        Place[] all;
        lock (_lock)
        {
            all = [.. _places];
            _places.Clear();
        }
        // Outside the lock: a text that ends by this gives its memory back, for which it takes the lock.
        foreach (var place in all) Close(place);
    }

    private long Taken => _running + _places.Sum(p => p.Bytes);

    private void GiveBack(Place place)
    {
        lock (_lock)
        {
            place.Users--;
            place.LastUse = ++_uses;
            LetGo(p => p.IsGoing || p.Opening.IsFaulted);
            MakeRoom(0);
            TellOfRoom();
        }
    }

    private void TellOfRoom()
    {
        _room.SetResult();
        _room = NewSignal();
    }

    private void MakeRoom(long bytes)
    {
        while (Taken + bytes > budget && _places.Where(p => p.IsIdle && p.IsOwned).MinBy(p => p.LastUse) is { } oldest)
        {
            logger.LogInformation("Unloading model {Model}: room is needed, and it was unused for longest", oldest.Id);
            LetGo(place => place == oldest);
        }
    }

    private void LetGo(Func<Place, bool> which)
    {
        foreach (var place in _places.Where(p => p.IsIdle && which(p)).ToArray())
        {
            _places.Remove(place);
            Close(place);
        }
    }

    private static void Close(Place place)
    {
        if (place is { IsOwned: true, Opening.IsCompletedSuccessfully: true }) (place.Opening.GetAwaiter().GetResult() as IDisposable)?.Dispose();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static string Gigabytes(long bytes) => FormattableString.Invariant($"{bytes / 1e9:0.0} GB");
}
