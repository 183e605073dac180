using MuseSpark.Client.Moderation;

namespace MuseSpark.Web.Moderation.Cases;

/// <summary>Writes what a decision of the screen owes its author, field by field (Digital Services Act, Article 17.3); those of people are in <see cref="StatementText"/>.</summary>
public static class StatementWriter
{
    /// <summary>When the screen stopped something by itself.</summary>
    public static Statement Automatic(ReviewCase entry) => new(
        "The work was stopped and is shown to nobody.",
        $"The workspace's own screening found that it looks like {Categories.WordsOf(entry.Category)}, without a report.",
        "A machine found it, and a machine decided.",
        $"The policy of this workspace keeps out {Categories.WordsOf(entry.Category)}.",
        "You can ask once to have a person look at it, within six months. Out-of-court dispute settlement and the courts stay open to you.");
}
