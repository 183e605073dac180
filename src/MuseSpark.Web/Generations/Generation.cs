using System.Text.Json;
using MuseSpark.Client.Generations;
using MuseSpark.Client.Moderation;
using MuseSpark.Client.Workspaces;

namespace MuseSpark.Web.Generations;

/// <summary>A job, and the truth about it: accepted means stored here.</summary>
public sealed class Generation
{
    public Guid Id { get; init; }
    public Guid WorkspaceId { get; init; }
    public Guid UserId { get; init; }
    public required string Kind { get; init; }
    public required string Mode { get; init; }
    public required string Prompt { get; init; }
    public string? NegativePrompt { get; init; }
    public string? TextModel { get; init; }
    public string? PictureModel { get; init; }
    public required GenerationSettings Settings { get; init; }
    public long Seed { get; init; }
    public Guid? ParentId { get; init; }

    /// <summary>The picture it is about or starts from, or the text that it is an edit of.</summary>
    public Guid? SourceId { get; init; }

    /// <summary>How its words are marked: what its workspace had chosen when it was asked for.</summary>
    public TextMark TextMark { get; init; }

    public GenerationState State { get; set; }
    public int Attempt { get; set; }

    /// <summary>Grows with every claim; only the holder of the newest number may write the result.</summary>
    public long Fence { get; set; }
    public string? LeaseOwner { get; set; }
    public DateTime? LeaseUntil { get; set; }
    public bool CancelRequested { get; set; }
    public string? Error { get; set; }

    /// <summary>What a reviewer decided on it; null when nothing, or that it is fine.</summary>
    public CaseDecision? Restriction { get; set; }

    /// <summary>A reviewer has let pass what the screen stopped, so it is made without being stopped again.</summary>
    public bool Cleared { get; set; }

    /// <summary>What to expect, as a category, where a reviewer or the screen said so.</summary>
    public string? Label { get; set; }

    public int TextTokens { get; set; }
    public int PictureSteps { get; set; }
    public long WorkMilliseconds { get; set; }

    public DateTime CreatedAt { get; init; }
    public DateTime? StartedAt { get; set; }
    public DateTime? FinishedAt { get; set; }

    public bool IsFinal => FinalStates.Contains(State);

    public static IReadOnlyList<GenerationState> FinalStates { get; } =
        [GenerationState.Completed, GenerationState.Failed, GenerationState.Cancelled, GenerationState.Withdrawn];

    /// <summary>Whether it asks for the very same as <paramref name="other"/>, so that the same bytes are to be expected.</summary>
    public bool Repeats(Generation other) =>
        (Kind, Mode, Prompt, NegativePrompt, TextModel, PictureModel, Seed, SourceId, TextMark) ==
        (other.Kind, other.Mode, other.Prompt, other.NegativePrompt, other.TextModel, other.PictureModel, other.Seed, other.SourceId, other.TextMark)
        && JsonSerializer.Serialize(Settings) == JsonSerializer.Serialize(other.Settings);
}
