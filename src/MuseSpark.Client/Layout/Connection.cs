using Microsoft.JSInterop;

namespace MuseSpark.Client.Layout;

/// <summary>Whether the browser believes it has a network.</summary>
public sealed class Connection : IDisposable
{
    private readonly DotNetObjectReference<Connection> _self;

    public Connection(IJSRuntime js)
    {
        _self = DotNetObjectReference.Create(this);
        IsOnline = ((IJSInProcessRuntime)js).Invoke<bool>("museSpark.followConnection", _self);
    }

    public bool IsOnline { get; private set; }
    public event Action? Changed;

    [JSInvokable]
    public void Followed(bool isOnline)
    {
        IsOnline = isOnline;
        Changed?.Invoke();
    }

    public void Dispose() => _self.Dispose();
}
