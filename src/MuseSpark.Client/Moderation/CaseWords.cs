using MuseSpark.Client.Generations;

namespace MuseSpark.Client.Moderation;

/// <summary>How cases are told of.</summary>
public static class CaseWords
{
    // What weighs least is due after so long.
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(3);

    /// <summary>In the place of what a labelled picture shows, for people who can't see that it is blurred.</summary>
    public const string Veiled = "A picture that is veiled until you show it";

    /// <summary>As at the beginning of a line.</summary>
    public static string Title(string category) => category == Categories.Sample ? "A random sample" : Sentence(Categories.WordsOf(category));

    /// <summary>As somebody who reports chooses it.</summary>
    public static string Reason(string category) => category switch
    {
        Categories.Reported => "Something else",
        Categories.Rights => "It is somebody else's (copyright, trademark, likeness)",
        _ => Title(category),
    };

    /// <summary>Where there is little room.</summary>
    public static string Short(string category) => category switch
    {
        Categories.Sexual => "Sexual content",
        Categories.SexualMinors => "Minors",
        Categories.Hate => "Hatred",
        Categories.Harassment => "Harassment",
        Categories.Violence => "Violence",
        Categories.SelfHarm => "Self-harm",
        Categories.Illicit => "Illegal help",
        Categories.PersonalData => "Personal data",
        Categories.ListedWord => "Listed word",
        Categories.Unscreened => "Not screened",
        Categories.Reported => "Reported",
        Categories.Rights => "Others' rights",
        Categories.Sample => "Random sample",
        _ => category,
    };

    public static string Kind(string kind) => kind.Length == 0 ? "Deleted work" : KindChoice.Of(kind, false).Title;

    public static string Reach(Surface surface) => surface switch
    {
        Surface.Private => "only its author sees it",
        Surface.Workspace => "for the workspace",
        _ => "for everybody",
    };

    public static string Severity(int severity) => severity switch { 1 => "Mild", 2 => "Moderate", 3 => "Severe", _ => "Gravest" };

    /// <value>0 to 1: how near the time is by which it should be decided; 1 when it has passed.</value>
    public static double Urgency(CaseRow row, DateTime now) => Math.Clamp(1 - ((row.DueAt - now) / LongestWait), 0.04, 1);

    /// <summary>"5 min", "3 h", "2 days": how old, or how long until.</summary>
    public static string Span(TimeSpan span) => span.TotalMinutes < 1 ? "1 min" : span.TotalHours < 1 ? $"{span.TotalMinutes:0} min" : span.TotalHours < 36 ? $"{span.TotalHours:0} h" : $"{span.TotalDays:0} days";

    public static string Due(CaseRow row, DateTime now) => row.DueAt > now ? $"due in {Span(row.DueAt - now)}" : $"overdue by {Span(now - row.DueAt)}";

    /// <summary>What is said to all who may see it.</summary>
    public static string MayContain(string category) => $"May contain {Categories.WordsOf(category)}";

    private static string Sentence(string words) => words.Length == 0 ? "" : char.ToUpperInvariant(words[0]) + words[1..];
}
