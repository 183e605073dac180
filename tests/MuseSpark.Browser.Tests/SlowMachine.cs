using System.Runtime.InteropServices;

namespace MuseSpark.Browser.Tests;

/// <summary>
/// The app as on a machine many times slower: its process is stopped most of the time. The built-in models are done in half a
/// second, too fast to watch or to interrupt.
/// </summary>
internal sealed partial class SlowMachine : IDisposable
{
    private const int Continue = 18, Stop = 19;   // Linux signal numbers on x86 and ARM
    private static readonly TimeSpan Runs = TimeSpan.FromMilliseconds(4), Rests = TimeSpan.FromMilliseconds(60);

    private readonly int _process;
    private readonly CancellationTokenSource _faster = new();
    private readonly Thread _slowing;

    public SlowMachine(int process)
    {
        _process = process;
        // A thread of its own: on a busy pool the short run would become a long one, and the machine a fast one.
        _slowing = new Thread(SlowDown) { Priority = ThreadPriority.Highest };
        _slowing.Start();
    }

    private void SlowDown()
    {
        while (!_faster.IsCancellationRequested)
        {
            Send(_process, Stop);
            Thread.Sleep(Rests);
            Send(_process, Continue);
            Thread.Sleep(Runs);
        }
    }

    public void Dispose()
    {
        _faster.Cancel();
        _slowing.Join();
        _faster.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Send(int process, int signal);
}
