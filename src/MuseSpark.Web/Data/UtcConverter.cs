using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace MuseSpark.Web.Data;

/// <summary>Times are stored in UTC only; a local or unspecified one is a mistake that must not reach the database.</summary>
public sealed class UtcConverter() : ValueConverter<DateTime, DateTime>(time => Demand(time), time => DateTime.SpecifyKind(time, DateTimeKind.Utc))
{
    private static DateTime Demand(DateTime time) => time.Kind == DateTimeKind.Utc
        ? time
        : throw new InvalidOperationException($"A time to store must be UTC, this one is {time.Kind}.");
}
