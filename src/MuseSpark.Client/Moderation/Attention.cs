using MuseSpark.Client.Layout;
using MuseSpark.Client.Users;

namespace MuseSpark.Client.Moderation;

/// <summary>How much waits for this person: messages they have not read and, if they review, cases.</summary>
public sealed class Attention(MuseSparkApi api, Session session, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);
    private bool _started;

    public int Unread { get; private set; }
    public int Waiting { get; private set; }
    public event Action? Changed;

    public int Of(Place place) => place.Shortcut switch { Shortcut.GoReview => Waiting, Shortcut.GoNotices => Unread, _ => 0 };

    /// <summary>Asks from now on, as long as the tab is open.</summary>
    public async Task StartAsync()
    {
        if (_started) return;
        _started = true;
        session.Changed += () => _ = RefreshAsync();
        using var timer = new PeriodicTimer(Pause, time);
        do await RefreshAsync();
        while (await timer.WaitForNextTickAsync());
    }

    public async Task RefreshAsync()
    {
        var (unread, waiting) = (0, 0);
        try
        {
            if (session.User is not null) unread = (await api.GetUnreadAsync()).Count;
            if (session is { CanReview: true, Workspace: { } workspace }) waiting = (await api.GetWaitingAsync(workspace.Id)).Count;
        }
        catch (ApiException)
        {
            // The numbers are a convenience: what was known stays until the next time.
            return;
        }

        if ((unread, waiting) == (Unread, Waiting)) return;
        (Unread, Waiting) = (unread, waiting);
        Changed?.Invoke();
    }
}
