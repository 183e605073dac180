namespace MuseSpark.Client.Moderation;

/// <param name="Actor">Who did it; "The server" when nobody did.</param>
/// <param name="Data">JSON: what was before, what is after, and why.</param>
public sealed record LedgerLine(long Number, DateTime At, string Actor, string Kind, Guid SubjectId, string Data, string Hash);

/// <summary>Whether the record of a workspace is whole.</summary>
/// <param name="BrokenAt">The first entry that does not fit; null when all do.</param>
/// <param name="Problem">What is wrong with it, for people.</param>
/// <param name="LastHash">Of the newest entry: who writes it down can tell later that nothing before it was changed.</param>
/// <param name="Heads">Days whose last entry is signed, and holds.</param>
public sealed record LedgerCheck(long Entries, long? BrokenAt, string? Problem, string LastHash, int Heads);

/// <summary>What the workspace tells of its moderation, over all time unless said otherwise.</summary>
/// <param name="Screened">Of the last 30 days, by what was done.</param>
/// <param name="Decided">By decision of people.</param>
/// <param name="Stopped">By the screen alone.</param>
/// <param name="Waiting">Open cases.</param>
/// <param name="MedianHours">From the finding to the decision; null before the first.</param>
/// <param name="OverturnRate">Share of the decided appeals that were right; null before the first.</param>
/// <param name="Agreement">Share of second looks that agreed with the first; null before the first.</param>
/// <param name="Kappa">The same less what chance would bring (Cohen), at most 1; null where that can't be said.</param>
/// <param name="Rules">By category, how often people agreed that something was wrong.</param>
/// <param name="Days">Decisions by day of the last 30.</param>
public sealed record TransparencyView(
    IReadOnlyDictionary<ScreenAction, int> Screened, IReadOnlyDictionary<CaseDecision, int> Decided, int Stopped, int Waiting, double? MedianHours,
    int Appeals, double? OverturnRate, double? Agreement, double? Kappa, IReadOnlyList<RulePrecision> Rules, SampleResult Samples, IReadOnlyList<DayCount> Days);

/// <summary>What the screen misses, measured on allowed works that chance chose.</summary>
/// <param name="Waiting">Chosen, but not looked at yet.</param>
/// <param name="Looked">Decided by people.</param>
/// <param name="Missed">Of these, where they found something.</param>
/// <param name="Rate">Missed / Looked; null before the first.</param>
/// <param name="Low">With <paramref name="High"/>: where the share of all allowed works lies, with 95 % certainty (Wilson).</param>
public sealed record SampleResult(int Waiting, int Looked, int Missed, double? Rate, double Low, double High);

/// <param name="Precision">Right / Decided.</param>
public sealed record RulePrecision(string Category, int Decided, int Right, double Precision);

public sealed record DayCount(DateOnly Day, int Decided, int Reports);
