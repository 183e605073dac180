using MuseSpark.Client.Moderation;

namespace MuseSpark.Web.Moderation.Cases;

/// <summary>Writes what a decision owes its author, field by field (Digital Services Act, Article 17.3).</summary>
public static class StatementWriter
{
    public static Statement Write(ReviewCase entry, DecisionRequest request, bool onAppeal) => new(
        Restriction: request.Action switch
        {
            CaseDecision.Allow => "Nothing is restricted.",
            CaseDecision.Label => "The work is shown with a word of what to expect. Everything else stays as it was.",
            CaseDecision.Warn => $"The work stays, with a word of what to expect. You get a strike, which counts for {Members.Strike.Lifetime.Days} days.",
            CaseDecision.Limit => "The work can't be public. The members of the workspace go on seeing it, without an end.",
            CaseDecision.Hide => "Only you see the work, without an end.",
            CaseDecision.Remove => $"The work is no longer shown to anybody. You get a strike, which counts for {Members.Strike.Lifetime.Days} days.",
            _ => $"The work is no longer shown to anybody, and you can't make anything in this workspace for {request.Days ?? 7} days.",
        },
        Facts: $"{(entry.Reports > 0 ? $"It was reported {(entry.Reports == 1 ? "once" : $"{entry.Reports} times")}." : "It was found by the workspace's own screening, without a report.")}{(string.IsNullOrWhiteSpace(request.Facts) ? "" : $" {request.Facts.Trim()}")}",
        Automated: entry.Category == Categories.Reported
            ? "No machine had a part in finding it. A person decided."
            : "A machine found it. A person decided.",
        Ground: request.Clause is { } clause && request.Action != CaseDecision.Allow
            ? $"The policy of this workspace keeps out {Categories.WordsOf(clause)}."
            : "It does not break the policy of this workspace.",
        Redress: request.Action == CaseDecision.Allow ? "There is nothing to object to."
            : onAppeal ? "This was decided on your appeal and is final here. Out-of-court dispute settlement and the courts stay open to you."
            : "You can ask once to have it looked at again, by somebody else, within six months. Out-of-court dispute settlement and the courts stay open to you.");

    /// <summary>When the screen stopped something by itself.</summary>
    public static Statement Automatic(ReviewCase entry) => new(
        "The work was stopped and is shown to nobody.",
        $"The workspace's own screening found that it looks like {Categories.WordsOf(entry.Category)}, without a report.",
        "A machine found it, and a machine decided.",
        $"The policy of this workspace keeps out {Categories.WordsOf(entry.Category)}.",
        "You can ask once to have a person look at it, within six months. Out-of-court dispute settlement and the courts stay open to you.");
}
