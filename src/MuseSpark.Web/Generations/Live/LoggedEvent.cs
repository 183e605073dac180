using System.Text.Json;
using MuseSpark.Client.Generations;
using MuseSpark.Web.Data;

namespace MuseSpark.Web.Generations.Live;

/// <summary>One entry of a generation's log.</summary>
/// <param name="Seq">
/// Grows within a generation: claim number x <see cref="PerClaim"/> + position, where a text counts one for each UTF-16 unit
/// and any other event counts one. So a watcher can go on from any number, however the text was cut into events.
/// </param>
/// <param name="Type">The event's name.</param>
/// <param name="Payload">The text itself for text, JSON for everything else.</param>
[GenerateSerializer, Immutable]
public sealed record LoggedEvent([property: Id(0)] long Seq, [property: Id(1)] string Type, [property: Id(2)] string Payload)
{
    public const long PerClaim = 100_000_000;

    public bool IsText => Type == TextEvent.Name;

    public bool IsFinal => Type is CompletedEvent.Name or FailedEvent.Name or CancelledEvent.Name or WithdrawnEvent.Name;

    /// <summary>The number just before this event.</summary>
    public long Start => Seq - (IsText ? Payload.Length : 1);

    public string ToJson() => IsText ? JsonSerializer.Serialize(new TextEvent(Payload), JsonText.Options) : Payload;

    public static LoggedEvent Of(long seq, GenerationEventData data) => data is TextEvent text
        ? new(seq, TextEvent.Name, text.Delta)
        : new(seq, NameOf(data), JsonSerializer.Serialize(data, data.GetType(), JsonText.Options));

    public static LoggedEvent FromRow(GenerationEvent row) => new(row.Seq, row.Type, row.Type == TextEvent.Name
        ? JsonSerializer.Deserialize<TextEvent>(row.Data, JsonText.Options)!.Delta
        : row.Data);

    public GenerationEvent ToRow(Generation of, DateTime at) =>
        new() { WorkspaceId = of.WorkspaceId, GenerationId = of.Id, Seq = Seq, Type = Type, Data = ToJson(), At = at };

    /// <summary>The number after all that the worker with that claim can have said; for ending a job that no worker has.</summary>
    public static long LastOf(long claim) => (claim + 1) * PerClaim - 1;

    private static string NameOf(GenerationEventData data) => data switch
    {
        QueuedEvent => QueuedEvent.Name,
        StartedEvent => StartedEvent.Name,
        TextEvent => TextEvent.Name,
        WritingEvent => WritingEvent.Name,
        StepEvent => StepEvent.Name,
        OutputEvent => OutputEvent.Name,
        HeldEvent => HeldEvent.Name,
        WithdrawnEvent => WithdrawnEvent.Name,
        CompletedEvent => CompletedEvent.Name,
        FailedEvent => FailedEvent.Name,
        CancelledEvent => CancelledEvent.Name,
        _ => throw new ArgumentOutOfRangeException(nameof(data), data.GetType().Name),
    };
}
