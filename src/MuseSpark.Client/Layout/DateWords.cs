using System.Globalization;

namespace MuseSpark.Client.Layout;

public static class DateWords
{
    /// <summary>"just now", "5 minutes ago", "yesterday", "3 November", "3 November 2025".</summary>
    public static string Since(this TimeProvider time, DateTime utc)
    {
        var then = TimeZoneInfo.ConvertTime(new DateTimeOffset(DateTime.SpecifyKind(utc, DateTimeKind.Utc)), time.LocalTimeZone);
        var now = time.GetLocalNow();
        var ago = now - then;
        if (ago < TimeSpan.FromMinutes(1)) return "just now";
        if (ago < TimeSpan.FromHours(1)) return Ago((int)ago.TotalMinutes, "minute");
        if (then.Date == now.Date) return Ago((int)ago.TotalHours, "hour");
        if (then.Date == now.Date.AddDays(-1)) return "yesterday";
        return then.ToString(then.Year == now.Year ? "d MMMM" : "d MMMM yyyy", CultureInfo.InvariantCulture);
    }

    /// <summary>"today", "tomorrow", "on 29 November".</summary>
    public static string Until(this TimeProvider time, DateTime utc)
    {
        var then = TimeZoneInfo.ConvertTime(new DateTimeOffset(DateTime.SpecifyKind(utc, DateTimeKind.Utc)), time.LocalTimeZone).Date;
        var today = time.GetLocalNow().Date;
        return then == today ? "today" : then == today.AddDays(1) ? "tomorrow" : "on " + then.ToString("d MMMM", CultureInfo.InvariantCulture);
    }

    private static string Ago(int count, string unit) => count == 1 ? $"1 {unit} ago" : $"{count} {unit}s ago";
}
