using MuseSpark.Client.Moderation;

namespace MuseSpark.Web.Moderation.Screening;

/// <summary>That something was looked at, and what came of it. The scores are kept, not the text: what another policy would have done is told from them.</summary>
public sealed class ScreeningRecord
{
    public Guid Id { get; init; }
    public Guid WorkspaceId { get; init; }
    public Guid AuthorId { get; init; }
    public Guid? GenerationId { get; init; }
    public Guid? OutputId { get; init; }
    public Door Door { get; init; }
    public Surface Surface { get; init; }
    public ScreenAction Action { get; init; }

    /// <summary>Of the finding that decided.</summary>
    public string? Category { get; init; }
    public string? Rule { get; init; }
    public required string Model { get; init; }
    public required ScoreList Scores { get; init; }
    public DateTime CreatedAt { get; init; }
}

/// <param name="ByCategory">0 to 1.</param>
public sealed record ScoreList(IReadOnlyDictionary<string, double> ByCategory);
