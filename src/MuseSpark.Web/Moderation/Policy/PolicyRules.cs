using MuseSpark.Client.Moderation;

namespace MuseSpark.Web.Moderation.Policy;

/// <summary>What a policy must hold before it is written.</summary>
public static class PolicyRules
{
    /// <returns>Sentences by the name of the field they are about; empty when it is fine.</returns>
    public static IDictionary<string, string[]> Check(PolicyDocument document)
    {
        var problems = new Dictionary<string, string[]>();
        void Refuse(string field, string sentence) => problems.TryAdd(field, [sentence]);
        // What is left out has its usual value; null, which the types don't foresee, is none.
        if (document is not { Rules: not null, BlockedWords: not null, AllowedWords: not null, Sample.Surfaces: not null } || document.Rules.Any(rule => rule?.Thresholds is null))
        {
            Refuse("document", "Nothing of a policy can be null except the thresholds label, hold and block: leave it out instead.");
            return problems;
        }

        if (document.Rules.Count > Categories.Scored.Count * 3) Refuse("document.rules", "There is at most one rule for each category and audience.");
        foreach (var (category, surface, thresholds) in document.Rules)
        {
            if (!Categories.Scored.Contains(category)) Refuse("document.rules", $"There is no category \"{category}\". Choose one of: {string.Join(", ", Categories.Scored)}.");
            if (category == Categories.SexualMinors) Refuse("document.rules", "Sexual content about minors is stopped everywhere; no rule changes that.");
            if (!Enum.IsDefined(surface)) Refuse("document.rules", "A rule is about private, workspace or public works.");
            double?[] inOrder = [thresholds.Label, thresholds.Hold, thresholds.Block];
            if (inOrder.Any(t => t is not null and not (>= 0.05 and <= 1))) Refuse("document.rules", "A threshold is 0.05 to 1, or left out.");
            var given = inOrder.OfType<double>().ToArray();
            if (!given.SequenceEqual(given.Order())) Refuse("document.rules", "Labelling begins before holding, and holding before blocking.");
        }

        if (document.Rules.GroupBy(r => (r.Category, r.Surface)).Any(g => g.Count() > 1)) Refuse("document.rules", "Two rules are about the same.");
        if (!Enum.IsDefined(document.Audience)) Refuse("document.audience", "Choose whom you write for: children, teens or adults.");
        foreach (var (field, words) in new[] { ("document.blockedWords", document.BlockedWords), ("document.allowedWords", document.AllowedWords) })
        {
            if (words.Count > PolicyDocument.MaxWords) Refuse(field, $"A list holds at most {PolicyDocument.MaxWords} words.");
            if (words.Any(w => string.IsNullOrWhiteSpace(w) || w.Length > PolicyDocument.MaxWordLength)) Refuse(field, $"A word or phrase has 1 to {PolicyDocument.MaxWordLength} characters.");
        }

        if (document.Sample.Share is not (>= 0 and <= 1)) Refuse("document.sample", "The share of works to look at is 0 to 1: 0.01 is one in a hundred.");
        if (document.Sample.Surfaces.Any(s => !Enum.IsDefined(s))) Refuse("document.sample", "Samples are taken of private, workspace or public works.");
        return problems;
    }
}
