using System.Runtime.InteropServices;

namespace MuseSpark.Browser.Tests;

/// <summary>
/// The app as on a machine many times slower: its process is stopped most of the time. The built-in models are done in half a
/// second, too fast to watch or to interrupt.
/// </summary>
internal sealed partial class SlowMachine : IAsyncDisposable
{
    private const int Continue = 18, Stop = 19;   // Linux signal numbers on x86 and ARM
    private static readonly TimeSpan Runs = TimeSpan.FromMilliseconds(4), Rests = TimeSpan.FromMilliseconds(60);

    private readonly int _process;
    private readonly CancellationTokenSource _faster = new();
    private readonly Task _slowing;

    public SlowMachine(int process)
    {
        _process = process;
        _slowing = Task.Run(SlowDownAsync);
    }

    private async Task SlowDownAsync()
    {
        while (!_faster.IsCancellationRequested)
        {
            Send(_process, Stop);
            await Task.Delay(Rests);
            Send(_process, Continue);
            await Task.Delay(Runs);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _faster.CancelAsync();
        await _slowing;
        _faster.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Send(int process, int signal);
}
