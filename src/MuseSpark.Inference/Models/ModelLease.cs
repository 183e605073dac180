namespace MuseSpark.Inference.Models;

/// <summary>A model in use: it stays open until this is disposed.</summary>
public sealed class ModelLease<T> : IDisposable where T : class
{
    private Action? _giveBack;

    internal ModelLease(T model, Action giveBack)
    {
        Model = model;
        _giveBack = giveBack;
    }

    public T Model { get; }

    public void Dispose() => Interlocked.Exchange(ref _giveBack, null)?.Invoke();
}
