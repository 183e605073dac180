using MuseSpark.Client.Moderation;
using MuseSpark.Inference.Classification;
using MuseSpark.Inference.Models;
using MuseSpark.Web.Moderation.Policy;
using Categories = MuseSpark.Client.Moderation.Categories;

namespace MuseSpark.Web.Moderation.Screening;

/// <summary>Looks at every text that becomes, or changes, a work: whatever the door, it is this that is asked. <see cref="PictureScreen"/> looks at pictures.</summary>
/// <remarks>Safe for concurrent calls.</remarks>
public sealed class Screener(ModelCatalog catalog, PolicyBook policies, ILogger<Screener> logger)
{
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async Task<Verdict> TextAsync(Material material, string text, CancellationToken cancellationToken)
    {
        var applied = await policies.ForAsync(material.WorkspaceId, cancellationToken);
        var listed = Listed(text, applied);
        if (string.IsNullOrWhiteSpace(text)) return Verdict.Allowed;
        if (material.Door is Door.Output or Door.Stream && IsTooShort(text)) return listed;
        using var lease = await OpenAsync(material, cancellationToken);
        if (lease is null) return Unscreened(material.Surface).With(listed);
        try
        {
            return Read(lease.Model, material, text, applied, cancellationToken).With(listed);
        }
        catch (ModelException e)
        {
            logger.LogError(e, "{Door} of {Generation} could not be screened", material.Door, material.GenerationId);
            return Unscreened(material.Surface).With(listed);
        }
    }

    /// <summary>The words that a workspace allows are taken out for its own policy alone: what the server forbids, and anything about minors, is read with them.</summary>
    private static Verdict Read(IClassifier classifier, Material material, string text, IReadOnlyList<AppliedPolicy> applied, CancellationToken cancellationToken)
    {
        var (server, workspace) = (applied[0], applied[1]);
        var shown = server.Allowed.Blank(text);
        var calm = workspace.Allowed.Blank(shown);
        var doubt = Doubt.About(material, shown);
        var answer = doubt.Ask(classifier, shown, cancellationToken);
        if (calm == shown) return VerdictOf(answer, doubt, material.Surface, applied);
        var strict = VerdictOf(answer, doubt, material.Surface, [server]);
        doubt = Doubt.About(material, calm);
        var mild = doubt.Ask(classifier, calm, cancellationToken);
        mild = mild with { Scores = [.. mild.Scores.Select((score, i) => score.Category == Categories.SexualMinors ? answer.Scores[i] : score)] };
        var own = VerdictOf(mild, doubt, material.Surface, [workspace]);
        var more = own.Findings.Where(f => !strict.Findings.Any(s => s.Category == f.Category && s.Action >= f.Action)).ToList();
        return strict.With(own with { Findings = more }) with { Scores = own.Scores };
    }

    /// <summary>One or two words that a model wrote say nothing, and a classifier that reads them only guesses.</summary>
    private static bool IsTooShort(string text) => ShortText.HasFewer(text, words: 3, letters: 20);

    private async Task<ModelLease<IClassifier>?> OpenAsync(Material material, CancellationToken cancellationToken)
    {
        if (catalog.Models.FirstOrDefault(m => m.Manifest.Kind == "classifier") is not { } entry) return null;
        try
        {
            return await catalog.UseClassifierAsync(entry.Manifest.Id, cancellationToken);
        }
        catch (ModelException e)
        {
            logger.LogError(e, "{Door} of {Generation} could not be screened: the classifier can't be opened", material.Door, material.GenerationId);
            return null;
        }
    }

    private static Verdict VerdictOf(ClassifierScores answer, Doubt doubt, Surface surface, IReadOnlyList<AppliedPolicy> applied)
    {
        var model = $"{answer.Model} {answer.Version}";
        var scores = answer.Scores.ToDictionary(s => s.Category, s => s.Source == CategoryScore.Model ? doubt.Weigh(Weigh(s)) : Weigh(s));
        var words = answer.Scores.ToDictionary(s => s.Category, s => (IReadOnlyList<FoundWords>)[.. s.Spans.OrderByDescending(w => w.Weight).Take(20).Select(w => new FoundWords(w.Start, w.Length))]);
        var findings = Judge.Findings(scores, surface, applied, model, words).OrderByDescending(f => f.Action).ThenByDescending(f => f.Score).ToList();
        return new Verdict(findings.Select(f => f.Action).DefaultIfEmpty().Max(), findings, scores, model);
    }

    /// <summary>Every category has a threshold of its own in the model; here it is always 0.5, so that a policy means the same for each and for the next model.</summary>
    private static double Weigh(CategoryScore score) => score.Score < score.Threshold
        ? 0.5 * score.Score / score.Threshold
        : 0.5 + (0.5 * (score.Score - score.Threshold) / Math.Max(1 - score.Threshold, 1e-9));

    private static Verdict Listed(string text, IReadOnlyList<AppliedPolicy> applied)
    {
        foreach (var policy in applied)
        {
            if (policy.Blocked.Find(text) is { Count: > 0 } found)
                return new Verdict(ScreenAction.Hold, [new Finding(Categories.ListedWord, 1, ScreenAction.Hold, "list", $"{policy.Name}: list of words", found)], new Dictionary<string, double>(), "list");
        }

        return Verdict.Allowed;
    }

    /// <summary>Without a classifier nothing goes public, and what members make waits for a person.</summary>
    /// <param name="why">The rule, for reviewers.</param>
    internal static Verdict Unscreened(Surface surface, string why = "server: no classifier is installed, or its files are broken")
    {
        var action = surface == Surface.Public ? ScreenAction.Block : ScreenAction.Hold;
        return new Verdict(action, [new Finding(Categories.Unscreened, 1, action, "none", why, [])], new Dictionary<string, double>(), "none");
    }
}
