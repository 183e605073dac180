using MuseSpark.Client.Moderation;
using MuseSpark.Web.Moderation.Policy;

namespace MuseSpark.Web.Moderation.Screening;

/// <summary>Applies policies to scores. It looks at nothing but what it is given, so that what a policy would have done can be told later.</summary>
public static class Judge
{
    public static ScreenAction ActionFor(IReadOnlyDictionary<string, double> scores, Surface surface, IEnumerable<PolicyDocument> policies) =>
        policies.SelectMany(policy => scores.Select(score => policy.For(score.Key, surface).ActionFor(score.Value))).DefaultIfEmpty().Max();

    /// <param name="words">By category, where in the text.</param>
    public static IEnumerable<Finding> Findings(
        IReadOnlyDictionary<string, double> scores, Surface surface, IReadOnlyList<AppliedPolicy> policies, string model, IReadOnlyDictionary<string, IReadOnlyList<FoundWords>> words)
    {
        foreach (var (category, score) in scores)
        {
            var (policy, thresholds, action) = policies.Select(p => (Policy: p, Thresholds: p.Document.For(category, surface)))
                .Select(p => (p.Policy, p.Thresholds, Action: p.Thresholds.ActionFor(score))).MaxBy(p => p.Action);
            if (action == ScreenAction.Allow) continue;
            var rule = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{policy.Name}: {category}, {action.ToString().ToLowerInvariant()} from {thresholds.Of(action):0.00} ({surface.ToString().ToLowerInvariant()})");
            yield return new Finding(category, score, action, model, rule, words.GetValueOrDefault(category) ?? []);
        }
    }
}
