using System.Globalization;

namespace MuseSpark.Client.Publications;

/// <summary>Says who made a published work, the same on its page and to programs.</summary>
public static class MadeBy
{
    /// <summary>"Written and painted by AI", with what a person wrote of it.</summary>
    public static string InWords(PublishedWork work) => (work.Text, work.Picture) switch
    {
        (null, _) => "Painted by AI",
        (_, null) => $"Written by AI{Person(work)}",
        _ => $"Written and painted by AI{Person(work)}",
    };

    /// <summary>"0 %"; what is not nothing and not all never looks like it.</summary>
    public static string Percent(double share) => share switch
    {
        > 0 and < 0.01 => "under 1 %",
        > 0.99 and < 1 => "over 99 %",
        _ => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0} %"),
    };

    private static string Person(PublishedWork work) => work.HumanShare is > 0 and { } share ? $" and a person, who wrote {Percent(share)} of the text" : "";
}
