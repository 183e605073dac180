using System.ComponentModel.DataAnnotations;

namespace MuseSpark.Client.Moderation;

/// <summary>From which score on something is labelled, held for review, or blocked; null: never.</summary>
public sealed record Thresholds(double? Label = null, double? Hold = null, double? Block = null)
{
    public ScreenAction ActionFor(double score) =>
        score >= Block ? ScreenAction.Block : score >= Hold ? ScreenAction.Hold : score >= Label ? ScreenAction.Label : ScreenAction.Allow;

    /// <summary>The score that <paramref name="action"/> begins at.</summary>
    public double? Of(ScreenAction action) => action switch
    {
        ScreenAction.Label => Label,
        ScreenAction.Hold => Hold,
        ScreenAction.Block => Block,
        _ => 0,
    };
}

/// <summary>One line of a policy that differs from what its audience brings along.</summary>
public sealed record ThresholdRule(string Category, Surface Surface, Thresholds Thresholds);

/// <summary>How much of what the screen allows a person looks at all the same, chosen by chance, so that it is known what the screen misses.</summary>
/// <param name="Share">0 to 1.</param>
/// <param name="Surfaces">Of which works. Private ones are left out unless they are named.</param>
public sealed record SampleRule(double Share, IReadOnlyList<Surface> Surfaces)
{
    public static SampleRule Usual { get; } = new(0.01, [Surface.Workspace, Surface.Public]);
}

/// <summary>What is shown to whom. A workspace's policy can be stricter than the server's, never milder: both are asked, the worse verdict counts.</summary>
public sealed record PolicyDocument
{
    public const int MaxWords = 500, MaxWordLength = 100;

    public Audience Audience { get; init; } = Audience.Teens;

    public IReadOnlyList<ThresholdRule> Rules { get; init; } = [];

    /// <summary>Words and phrases that hold a work for review wherever they stand alone.</summary>
    public IReadOnlyList<string> BlockedWords { get; init; } = [];

    /// <summary>Words and phrases that are taken out before the classifier reads: names and titles it misunderstands. A workspace's are for its own policy alone.</summary>
    public IReadOnlyList<string> AllowedWords { get; init; } = [];

    /// <summary>Of the workspace's own policy; the server's has none to look.</summary>
    public SampleRule Sample { get; init; } = SampleRule.Usual;

    public Thresholds For(string category, Surface surface) =>
        Rules.FirstOrDefault(rule => rule.Category == category && rule.Surface == surface)?.Thresholds ?? UsualThresholds.Of(Audience, category, surface);
}

/// <summary>Before any rule is written. Scores are probabilities, so 0.5 is where yes becomes likelier than no.</summary>
public static class UsualThresholds
{
    private static readonly Thresholds Never = new(null, null, 0.5);

    public static Thresholds Of(Audience audience, string category, Surface surface) => category switch
    {
        // No audience and no surface for this.
        Categories.SexualMinors => Never,
        Categories.PersonalData => surface == Surface.Public ? new(null, 0.5, null) : new(0.5, null, null),
        // Whoever writes of their own pain is not silenced, but somebody looks before others read it.
        Categories.SelfHarm => surface == Surface.Private && audience != Audience.Children ? new(0.5, 0.9, null) : new(null, 0.5, null),
        // What one person makes for themselves is theirs unless it is clear.
        _ when surface == Surface.Private && audience != Audience.Children => audience == Audience.Teens ? new(null, 0.8, 0.97) : new(0.7, null, null),
        Categories.Sexual or Categories.Violence => (audience, surface) switch
        {
            (Audience.Adults, Surface.Public) => new(0.5, 0.9, null),
            (Audience.Adults, _) => new(0.5, null, null),
            (Audience.Teens, _) => new(null, 0.5, 0.95),
            _ => new(null, 0.4, 0.9),
        },
        _ => new(null, 0.5, 0.95),
    };
}

public sealed record PolicyRequest
{
    [Required]
    public PolicyDocument Document { get; init; } = new();

    [Required(ErrorMessage = "Say why, for those who read the record later."), StringLength(1_000, MinimumLength = 3, ErrorMessage = "Give the reason in 3 to 1,000 characters.")]
    public string Reason { get; init; } = "";
}

/// <param name="Number">Counts up with each version, from 1; 0 is what applies before any was written.</param>
public sealed record PolicyView(int Number, PolicyDocument Document, string? Author, string? Reason, DateTime? At);

/// <summary>What a policy would have done with what was screened in the last days.</summary>
/// <param name="Changed">Those whose verdict would have been another one, the newest first, at most 50.</param>
public sealed record PolicyTrial(int Days, int Screened, IReadOnlyDictionary<ScreenAction, int> Now, IReadOnlyDictionary<ScreenAction, int> Then, IReadOnlyList<TrialChange> Changed);

public sealed record TrialChange(Guid GenerationId, string Category, double Score, ScreenAction Now, ScreenAction Then, DateTime At);
