using Microsoft.JSInterop;

namespace MuseSpark.Client.Layout;

public enum Shortcut { Make, Stop, Search, Help, GoCreate, GoLibrary, GoModels, GoSettings }

/// <summary>Key strokes that mean something on every page. The last page to listen is asked first.</summary>
public sealed class Shortcuts : IAsyncDisposable
{
    private readonly List<(Shortcut Shortcut, Func<Task> Action)> _listeners = [];
    private readonly IJSRuntime _js;
    private readonly DotNetObjectReference<Shortcuts> _self;
    private IJSObjectReference? _module;

    public Shortcuts(IJSRuntime js)
    {
        _js = js;
        _self = DotNetObjectReference.Create(this);
    }

    public async Task StartAsync()
    {
        if (_module is not null) return;
        _module = await _js.InvokeAsync<IJSObjectReference>("import", "./keyboard.js");
        await _module.InvokeVoidAsync("listen", _self);
    }

    /// <summary>Dispose the result to stop listening.</summary>
    public IDisposable On(Shortcut shortcut, Func<Task> action)
    {
        var listener = (shortcut, action);
        _listeners.Add(listener);
        return new Listening(() => _listeners.Remove(listener));
    }

    [JSInvokable]
    public Task Pressed(string shortcut) =>
        Enum.TryParse<Shortcut>(shortcut, out var pressed) && _listeners.FindLast(listener => listener.Shortcut == pressed) is { Action: { } action }
            ? action()
            : Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_module is not null) await _module.DisposeAsync();
        _self.Dispose();
    }

    private sealed class Listening(Action stop) : IDisposable
    {
        public void Dispose() => stop();
    }
}
