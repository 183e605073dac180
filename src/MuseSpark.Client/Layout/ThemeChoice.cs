using Microsoft.JSInterop;

namespace MuseSpark.Client.Layout;

/// <summary>Light, dark or as the system says. The page's own script has set it before the first paint; this follows and changes it.</summary>
public sealed class ThemeChoice : IDisposable
{
    public const string System = "system", Light = "light", Dark = "dark";

    private readonly IJSInProcessRuntime _js;
    private readonly DotNetObjectReference<ThemeChoice> _self;

    public ThemeChoice(IJSRuntime js)
    {
        _js = (IJSInProcessRuntime)js;
        _self = DotNetObjectReference.Create(this);
        Choice = _js.Invoke<string>("museSpark.theme.choice");
        IsDark = _js.Invoke<bool>("museSpark.theme.follow", _self);
    }

    public string Choice { get; private set; }
    public bool IsDark { get; private set; }
    public event Action? Changed;

    public void Choose(string choice)
    {
        if (choice == Choice) return;
        Choice = choice;
        _js.InvokeVoid("museSpark.theme.choose", choice);
    }

    [JSInvokable]
    public void Followed(bool isDark)
    {
        IsDark = isDark;
        Changed?.Invoke();
    }

    public void Dispose() => _self.Dispose();
}
