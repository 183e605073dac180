namespace MuseSpark.Client.Moderation;

/// <summary>One of the ways to decide, as the desk offers it.</summary>
/// <param name="Confirm">What the button says that does it.</param>
/// <param name="Done">What is said afterwards.</param>
public sealed record DecisionChoice(CaseDecision Action, string Key, string Name, string Confirm, string Done)
{
    /// <summary>The mildest first.</summary>
    public static IReadOnlyList<DecisionChoice> All { get; } =
    [
        new(CaseDecision.Allow, "a", "Allow", "Allow it", "Allowed."),
        new(CaseDecision.Label, "l", "Label", "Label it", "Labelled."),
        new(CaseDecision.Warn, "w", "Warn", "Warn the author", "The author is warned."),
        new(CaseDecision.Limit, "i", "Limit", "Keep it from the public", "Kept from the public."),
        new(CaseDecision.Hide, "h", "Hide", "Hide it from others", "Hidden from others."),
        new(CaseDecision.Remove, "r", "Remove", "Take it away", "Taken away."),
        new(CaseDecision.Suspend, "s", "Suspend", "Suspend the author", "The author is suspended."),
    ];

    public static DecisionChoice Of(CaseDecision action) => All.Single(choice => choice.Action == action);

    /// <summary>Whether it is more than an appeal may end with.</summary>
    /// <param name="appealed">What the appeal is against; null where the screen stopped it by itself.</param>
    public static bool IsHarsher(CaseDecision action, CaseDecision? appealed) => action > (appealed ?? CaseDecision.Remove);

    /// <summary>What hits hard or can't be undone for those who saw it; a second reviewer has to agree.</summary>
    /// <param name="severity">1 to 4, of the case.</param>
    public static bool IsGrave(CaseDecision action, int severity) =>
        action == CaseDecision.Suspend || (action == CaseDecision.Remove && severity >= 3);
}
