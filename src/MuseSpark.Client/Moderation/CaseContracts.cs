using System.ComponentModel.DataAnnotations;
using MuseSpark.Client.Generations;

namespace MuseSpark.Client.Moderation;

/// <summary>Open and Appealed wait for a person, Second for another one than the first; Decided may still be appealed, Closed may not.</summary>
public enum CaseState { Open, Second, Decided, Appealed, Closed }

/// <summary>The mildest first.</summary>
public enum CaseDecision
{
    Allow,

    /// <summary>Shown with a word of what to expect.</summary>
    Label,

    /// <summary>The author gets a strike; the work stays, labelled.</summary>
    Warn,

    /// <summary>Not to be public; members see it.</summary>
    Limit,

    /// <summary>Only its author sees it.</summary>
    Hide,

    /// <summary>Nobody sees it any more, and the author gets a strike.</summary>
    Remove,

    /// <summary>Removed, and the author may not make anything for a while.</summary>
    Suspend,
}

/// <summary>The statement of reasons that a decision owes its author (Digital Services Act, Article 17.3).</summary>
/// <param name="Restriction">(a) What is restricted, for whom, and for how long.</param>
/// <param name="Facts">(b) What it rests on, and whether somebody reported it.</param>
/// <param name="Automated">(c) What part machines had in finding and deciding.</param>
/// <param name="Ground">(e) The clause of the workspace's policy, and why it applies.</param>
/// <param name="Redress">(f) What the author can do about it.</param>
public sealed record Statement(string Restriction, string Facts, string Automated, string Ground, string Redress);

/// <summary>A line of the queue; what is to be seen is kept for the case itself.</summary>
/// <param name="IsSample">Chance chose it among what was allowed.</param>
public sealed record CaseRow(
    Guid Id, Guid GenerationId, string Kind, string Category, int Severity, Surface Surface, double Confidence, int Reports, CaseState State,
    DateTime CreatedAt, DateTime DueAt, string? ClaimedBy, DateTime? ClaimedUntil, int Version, bool IsSample = false);

/// <param name="ScreenText">The text that the findings point into: the prompt of a prompt, all that the page of a publication says, else the text that was made.</param>
/// <param name="Scores">What the classifier made of all that was looked at, the highest first; empty when nothing could look.</param>
/// <param name="CanDecide">Why this person can't decide it; null when they can.</param>
public sealed record CaseView(
    CaseRow Row, string Door, ScreenAction Screened, string Prompt, string? ScreenText, IReadOnlyList<OutputView> Outputs, IReadOnlyList<Finding> Findings, IReadOnlyList<CaseScore> Scores,
    AuthorHistory Author, IReadOnlyList<CaseDecided> Similar, IReadOnlyList<DecisionView> Decisions, IReadOnlyList<ReportView> Reports, AppealView? Appeal, string? CanDecide);

/// <param name="Score">0 to 1.</param>
/// <param name="Thresholds">The strictest of the policies that apply now.</param>
public sealed record CaseScore(string Category, double Score, Thresholds Thresholds);

/// <param name="Works">How many the author made in this workspace.</param>
/// <param name="Strikes">Those that have not expired.</param>
public sealed record AuthorHistory(string Name, DateTime Since, int Works, int Cases, int Restricted, int Strikes, DateTime? SuspendedUntil);

public sealed record CaseDecided(Guid Id, string Prompt, string Category, double Confidence, CaseDecision Decision, DateTime At);

public sealed record DecisionView(CaseDecision Action, string Reviewer, bool Proposed, bool OnAppeal, string? Clause, Statement Statement, DateTime At);

/// <param name="IsMember">Else somebody without an account.</param>
/// <param name="Name">What such a person calls themselves; null when they did not say.</param>
public sealed record ReportView(string Category, string Words, DateTime At, bool IsMember = true, string? Name = null);

public sealed record AppealView(string Words, DateTime At, bool? Overturned, DateTime? DecidedAt);

public sealed record DecisionRequest
{
    public CaseDecision Action { get; init; }

    /// <summary>A category; null with Allow.</summary>
    [StringLength(40)]
    public string? Clause { get; init; }

    /// <summary>What the reviewer adds to the facts, for the author to read.</summary>
    [StringLength(2_000, ErrorMessage = "Keep the explanation under 2,000 characters.")]
    public string? Facts { get; init; }

    /// <summary>The law that it breaks and why, where the reviewer holds it to be illegal (Article 17.3 d); null where it breaks the policy alone.</summary>
    [StringLength(MaxLawLength, ErrorMessage = "Keep the law under 500 characters.")]
    public string? Law { get; init; }

    /// <summary>How long a suspension lasts.</summary>
    [Range(1, 365, ErrorMessage = "A suspension lasts 1 to 365 days.")]
    public int? Days { get; init; }

    /// <summary>Of the case that was looked at; when it has changed since, nothing is decided.</summary>
    public int Version { get; init; }

    public const int MaxLawLength = 500;
}

public sealed record BulkDecisionRequest
{
    [Required(ErrorMessage = "Name the cases to decide."), MaxLength(100, ErrorMessage = "Decide at most 100 at once.")]
    public IReadOnlyList<Guid> Ids { get; init; } = [];
    public CaseDecision Action { get; init; }
}

/// <param name="Skipped">Those that need a look of their own, with the reason.</param>
public sealed record BulkAnswer(int Decided, IReadOnlyDictionary<Guid, string> Skipped);

public sealed record ReportRequest
{
    public const int MaxWords = 1_000;

    [Required(ErrorMessage = "Choose what is wrong.")]
    public string Category { get; set; } = "";

    [Required(AllowEmptyStrings = true, ErrorMessage = "The words can't be null: leave them out."), StringLength(MaxWords, ErrorMessage = "Keep it under 1,000 characters.")]
    public string Words { get; set; } = "";
}

public sealed record AppealRequest
{
    [Required(ErrorMessage = "Say in a sentence why it should be looked at again."), StringLength(2_000, MinimumLength = 3, ErrorMessage = "Say why in 3 to 2,000 characters.")]
    public string Words { get; set; } = "";
}

/// <summary>What a member is told about their work.</summary>
/// <param name="CanAppeal">Until when; null when not, or not any more.</param>
/// <param name="Appeal">What they asked to have looked at again, and what became of it.</param>
public sealed record NoticeView(
    Guid Id, Guid? CaseId, Guid? GenerationId, string Title, string Text, Statement? Statement, DateTime? CanAppeal, AppealView? Appeal, DateTime At, bool Read);

/// <param name="Count">At most <see cref="Most"/>, which stands for that many or more.</param>
public sealed record CountView(int Count)
{
    public const int Most = 100;
}
