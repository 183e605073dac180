using MuseSpark.Client.Moderation;
using MuseSpark.Web.Data;
using MuseSpark.Web.Moderation.Cases;

namespace MuseSpark.Web.Moderation.Screening;

/// <summary>What was looked at on the way of one work, to be stored with it.</summary>
public sealed class ScreeningLog(TimeProvider time)
{
    private readonly List<(Material Material, Verdict Verdict)> _screened = [];

    /// <summary>The worst of all so far.</summary>
    public Verdict Verdict { get; private set; } = Verdict.Allowed;

    /// <summary>All that was found, the worst first.</summary>
    public FindingList Findings => new([.. Verdict.Findings.OrderByDescending(f => f.Action).ThenByDescending(f => f.Score)]);

    /// <summary>Chance chose it: a person looks although nothing was found.</summary>
    public bool IsSample { get; set; }

    /// <summary>Of the last that was looked at; null before the first.</summary>
    public Material? Material => _screened.Count == 0 ? null : _screened[^1].Material;

    public Verdict Add(Material material, Verdict verdict)
    {
        _screened.Add((material, verdict));
        Verdict = Verdict.With(verdict);
        return verdict;
    }

    /// <summary>What would be stopped waits for a person, because its author asked for that.</summary>
    public void HoldInstead() => Verdict = Verdict with { Action = ScreenAction.Hold };

    /// <summary>Adds the rows to <paramref name="db"/> of what became no work.</summary>
    public void StoreOnly(MuseSparkDb db)
    {
        var now = time.GetUtcNow();
        foreach (var (material, verdict) in _screened) db.Screenings.Add(RowOf(material with { GenerationId = null }, verdict, now));
    }

    /// <summary>Adds the rows to <paramref name="db"/>, and a case if a person has to look; the caller saves.</summary>
    /// <param name="asks">False where somebody has been asked to look at it already.</param>
    /// <returns>The case, or null.</returns>
    public ReviewCase? Store(MuseSparkDb db, bool asks = true)
    {
        var now = time.GetUtcNow();
        foreach (var (material, verdict) in _screened) db.Screenings.Add(RowOf(material, verdict, now));

        // The least urgent of all.
        if (IsSample && Material is { } chosen && Verdict.Action == ScreenAction.Allow) db.Cases.Add(CaseOf(chosen, ScreenAction.Allow, Categories.Sample, 0.1, new FindingList([]), now));
        if (!asks || Verdict is not { Action: >= ScreenAction.Hold, Worst: { } worst }) return null;
        var (last, _) = _screened.MaxBy(s => s.Verdict.Action);
        var opened = CaseOf(last, Verdict.Action, worst.Category, worst.Score, Findings, now);
        db.Cases.Add(opened);
        return opened;
    }

    private static ReviewCase CaseOf(Material material, ScreenAction screened, string category, double confidence, FindingList findings, DateTimeOffset now)
    {
        var opened = new ReviewCase
        {
            Id = Guid.CreateVersion7(now),
            WorkspaceId = material.WorkspaceId,
            GenerationId = material.GenerationId ?? throw new InvalidOperationException("Only a work has a case."),
            AuthorId = material.AuthorId,
            Door = material.Door,
            Screened = screened,
            Category = category,
            Findings = findings,
            Severity = Categories.SeverityOf(category),
            Surface = material.Surface,
            Confidence = confidence,
            IsSample = category == Categories.Sample,
            // What was stopped is over for its author unless they ask; what is held waits for a person.
            State = screened == ScreenAction.Block ? CaseState.Decided : CaseState.Open,
            CreatedAt = now.UtcDateTime,
        };
        opened.SetDue();
        return opened;
    }

    private static ScreeningRecord RowOf(Material material, Verdict verdict, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        WorkspaceId = material.WorkspaceId,
        AuthorId = material.AuthorId,
        GenerationId = material.GenerationId,
        OutputId = material.OutputId,
        Door = material.Door,
        Surface = material.Surface,
        Action = verdict.Action,
        Category = verdict.Worst?.Category,
        Rule = verdict.Worst?.Rule,
        Model = verdict.Model,
        Scores = new ScoreList(verdict.Scores),
        CreatedAt = now.UtcDateTime,
    };
}
