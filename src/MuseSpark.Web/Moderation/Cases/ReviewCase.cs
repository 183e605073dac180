using MuseSpark.Client.Moderation;
using MuseSpark.Web.Moderation.Screening;

namespace MuseSpark.Web.Moderation.Cases;

/// <summary>Something that a person has to look at. One work has at most one open case.</summary>
public sealed class ReviewCase
{
    /// <summary>A work of the least weight that waits this long is as urgent as it gets.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromDays(3);

    public Guid Id { get; init; }
    public Guid WorkspaceId { get; init; }
    public Guid GenerationId { get; init; }
    public Guid AuthorId { get; init; }
    public Door Door { get; init; }
    public CaseState State { get; set; }

    /// <summary>What the screen did: held it, blocked it, or only labelled it until somebody reported it.</summary>
    public ScreenAction Screened { get; init; }
    public required string Category { get; set; }
    public required FindingList Findings { get; set; }
    public int Severity { get; set; }
    public Surface Surface { get; set; }

    /// <value>0 to 1.</value>
    public double Confidence { get; set; }
    public int Reports { get; set; }

    /// <summary>Chance chose it among what the screen allowed.</summary>
    public bool IsSample { get; init; }

    /// <summary>
    /// The queue is in this order: created + <see cref="Patience"/> / (severity x reach x confidence). A case is due when severity x reach x
    /// confidence x age reaches the patience, so it is the order of that product at the moment it matters, and an index can keep it.
    /// </summary>
    public DateTime DueAt { get; set; }

    public Guid? ClaimedBy { get; set; }
    public DateTime? ClaimedUntil { get; set; }

    /// <summary>Goes up with every change; who decides says which one they looked at.</summary>
    public int Version { get; set; }

    public CaseDecision? Decision { get; set; }
    public Guid? DecidedBy { get; set; }
    public DateTime? DecidedAt { get; set; }
    public DateTime CreatedAt { get; init; }

    /// <summary>Those in which a person is waited for.</summary>
    public static IReadOnlyList<CaseState> OpenStates { get; } = [CaseState.Open, CaseState.Second, CaseState.Appealed];

    public bool IsOpen => OpenStates.Contains(State);

    public void SetDue() => DueAt = CreatedAt + (Patience / (Severity * ReachOf(Surface) * Math.Clamp(Confidence, 0.1, 1) * (1 + Reports)));

    private static int ReachOf(Surface surface) => surface switch { Surface.Public => 4, Surface.Workspace => 2, _ => 1 };
}

/// <param name="Findings">The worst first.</param>
public sealed record FindingList(IReadOnlyList<Finding> Findings);

/// <summary>One decision of one person. They are only added.</summary>
public sealed class Decision
{
    public Guid Id { get; init; }
    public Guid WorkspaceId { get; init; }
    public Guid CaseId { get; init; }
    public Guid ReviewerId { get; init; }
    public CaseDecision Action { get; init; }

    /// <summary>Waits for a second reviewer to say the same.</summary>
    public bool Proposed { get; init; }
    public bool OnAppeal { get; init; }

    /// <summary>The clause of the policy, as in "violence"; null when nothing was wrong.</summary>
    public string? Clause { get; init; }
    public required Statement Statement { get; init; }
    public DateTime CreatedAt { get; init; }
}

/// <summary>What the author asked, once, to have looked at again.</summary>
public sealed class Appeal
{
    public Guid WorkspaceId { get; init; }
    public Guid CaseId { get; init; }
    public Guid AuthorId { get; init; }
    public required string Words { get; init; }
    public DateTime CreatedAt { get; init; }
    public bool? Overturned { get; set; }
    public DateTime? DecidedAt { get; set; }
}

/// <summary>That a person asked to have a work looked at.</summary>
public sealed class Report
{
    public Guid WorkspaceId { get; init; }
    public Guid GenerationId { get; init; }
    public Guid ReporterId { get; init; }
    public required string Category { get; init; }
    public required string Words { get; init; }
    public DateTime CreatedAt { get; init; }
}
