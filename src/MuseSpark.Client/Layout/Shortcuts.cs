using Microsoft.JSInterop;

namespace MuseSpark.Client.Layout;

public enum Shortcut { Make, Stop, Search, Help, GoCreate, GoLibrary, GoReview, GoNotices, GoModels, GoSettings }

/// <summary>Key strokes that mean something on every page. The last page to listen is asked first.</summary>
public sealed class Shortcuts : IAsyncDisposable
{
    private readonly List<(string Name, Func<Task> Action)> _listeners = [];
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
        await TakeKeysAsync();
    }

    /// <summary>Dispose the result to stop listening.</summary>
    public IDisposable On(Shortcut shortcut, Func<Task> action)
    {
        var listener = (shortcut.ToString(), action);
        _listeners.Add(listener);
        return new Listening(() => _listeners.Remove(listener));
    }

    /// <summary>Keys that mean something on one page, pressed by themselves while nobody types. Dispose the result to stop listening.</summary>
    /// <param name="keys">By the names of the browser, as in "b" or "Enter".</param>
    public IDisposable OnKeys(IReadOnlyDictionary<string, Func<Task>> keys)
    {
        var listeners = keys.Select(key => (key.Key, key.Value)).ToList();
        _listeners.AddRange(listeners);
        _ = TakeKeysAsync();
        return new Listening(() =>
        {
            listeners.ForEach(listener => _listeners.Remove(listener));
            _ = TakeKeysAsync();
        });
    }

    private async Task TakeKeysAsync()
    {
        if (_module is not null) await _module.InvokeVoidAsync("take", _listeners.Select(listener => listener.Name).Distinct().ToList());
    }

    [JSInvokable]
    public Task Pressed(string shortcut) =>
        _listeners.FindLast(listener => listener.Name == shortcut) is { Action: { } action } ? action() : Task.CompletedTask;

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
