namespace MuseSpark.Client.Generations;

/// <summary>Moments and durations in words.</summary>
public static class Times
{
    public static string Ago(DateTime utc, TimeProvider time)
    {
        var passed = time.GetUtcNow().UtcDateTime - utc;
        return passed.TotalSeconds < 45 ? "just now"
            : passed.TotalMinutes < 1.5 ? "a minute ago"
            : passed.TotalMinutes < 60 ? $"{passed.TotalMinutes:0} minutes ago"
            : passed.TotalHours < 1.5 ? "an hour ago"
            : passed.TotalHours < 12 ? $"{passed.TotalHours:0} hours ago"
            : utc.ToLocalTime().ToString("d MMMM yyyy, HH:mm");
    }

    public static string Taken(long milliseconds) => milliseconds switch
    {
        < 10_000 => $"{milliseconds / 1000.0:0.0} seconds",
        < 120_000 => $"{milliseconds / 1000.0:0} seconds",
        _ => $"{milliseconds / 60_000.0:0} minutes",
    };
}
