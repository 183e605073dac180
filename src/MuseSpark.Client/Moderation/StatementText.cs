namespace MuseSpark.Client.Moderation;

/// <summary>
/// Writes what a decision owes its author, field by field (Digital Services Act, Article 17.3). The desk shows it before it is decided, and the
/// server sends the same.
/// </summary>
public static class StatementText
{
    /// <summary>How long a strike counts.</summary>
    public const int StrikeDays = 90;

    /// <summary>How long a suspension lasts unless the reviewer says otherwise.</summary>
    public const int SuspensionDays = 7;

    /// <param name="byMachine">Whether the screen found it; else somebody only reported it.</param>
    /// <param name="isSample">Whether chance brought it up.</param>
    /// <param name="reports">How many people reported it.</param>
    public static Statement Of(bool byMachine, bool isSample, int reports, DecisionRequest request, bool onAppeal) => new(
        Restriction: request.Action switch
        {
            CaseDecision.Allow => "Nothing is restricted.",
            CaseDecision.Label => "The work is shown with a word of what to expect. Everything else stays as it was.",
            CaseDecision.Warn => $"The work stays, with a word of what to expect. You get a strike, which counts for {StrikeDays} days.",
            CaseDecision.Limit => "The work can't be public. The members of the workspace go on seeing it, without an end.",
            CaseDecision.Hide => "Only you see the work, without an end.",
            CaseDecision.Remove => $"The work is no longer shown to anybody. You get a strike, which counts for {StrikeDays} days.",
            _ => $"The work is no longer shown to anybody, and you can't make anything in this workspace for {request.Days ?? SuspensionDays} days.",
        },
        Facts: $"{(reports > 0 ? $"It was reported {(reports == 1 ? "once" : $"{reports} times")}." : isSample ? "It was looked at because chance chose it, without a report." : "It was found by the workspace's own screening, without a report.")}{(string.IsNullOrWhiteSpace(request.Facts) ? "" : $" {request.Facts.Trim()}")}",
        Automated: byMachine ? "A machine found it. A person decided." : "No machine had a part in it. A person decided.",
        Ground: GroundOf(request),
        Redress: request.Action == CaseDecision.Allow ? "There is nothing to object to."
            : onAppeal ? "This was decided on your appeal and is final here. Out-of-court dispute settlement and the courts stay open to you."
            : "You can ask once to have it looked at again, by somebody else, within six months. Out-of-court dispute settlement and the courts stay open to you.");

    private static string GroundOf(DecisionRequest request)
    {
        if (request.Clause is not { } clause || request.Action == CaseDecision.Allow) return "It does not break the policy of this workspace.";
        var policy = clause == Categories.Rights ? "It belongs to somebody else, who has a right that the law protects."
            : clause == Categories.ListedWord ? "It holds a word that the policy of this workspace keeps out."
            : $"The policy of this workspace keeps out {Categories.WordsOf(clause)}.";
        return string.IsNullOrWhiteSpace(request.Law) ? policy : $"{policy} The reviewer holds it to be against the law, too: {request.Law.Trim()}";
    }
}
