using System.Diagnostics;
using System.Globalization;

namespace MuseSpark.Web.Generations.Work;

/// <summary>Names this process so that another one on the same host can tell whether it still lives.</summary>
public static class ProcessName
{
    public static string Current { get; } = Of(Process.GetCurrentProcess());

    /// <summary>True when the process of that name ran on this host and is no more; false when it lives or can't be known.</summary>
    public static bool IsGone(string name)
    {
        if (name.Split('/') is not [var host, var id, var started] || host != Environment.MachineName) return false;
        if (!int.TryParse(id, CultureInfo.InvariantCulture, out var pid) || !long.TryParse(started, CultureInfo.InvariantCulture, out var seconds)) return false;
        try
        {
            // The number may have been given to another process since; start times are only known to about a second.
            using var process = Process.GetProcessById(pid);
            return Math.Abs(StartOf(process) - seconds) > 5;
        }
        catch (ArgumentException)
        {
            return true;
        }
    }

    private static string Of(Process process) => string.Create(CultureInfo.InvariantCulture, $"{Environment.MachineName}/{process.Id}/{StartOf(process)}");

    private static long StartOf(Process process) => new DateTimeOffset(process.StartTime).ToUnixTimeSeconds();
}
