using System.Text.Json.Serialization;

namespace MuseSpark.Client.Generations;

/// <summary>What watchers of a generation are told. The event's name on the wire is its type in lower case.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(QueuedEvent), QueuedEvent.Name)]
[JsonDerivedType(typeof(StartedEvent), StartedEvent.Name)]
[JsonDerivedType(typeof(TextEvent), TextEvent.Name)]
[JsonDerivedType(typeof(WritingEvent), WritingEvent.Name)]
[JsonDerivedType(typeof(StepEvent), StepEvent.Name)]
[JsonDerivedType(typeof(OutputEvent), OutputEvent.Name)]
[JsonDerivedType(typeof(HeldEvent), HeldEvent.Name)]
[JsonDerivedType(typeof(WithdrawnEvent), WithdrawnEvent.Name)]
[JsonDerivedType(typeof(CompletedEvent), CompletedEvent.Name)]
[JsonDerivedType(typeof(FailedEvent), FailedEvent.Name)]
[JsonDerivedType(typeof(CancelledEvent), CancelledEvent.Name)]
public abstract record GenerationEventData;

/// <param name="Position">1 is next.</param>
public sealed record QueuedEvent(int Position) : GenerationEventData { public const string Name = "queued"; }

/// <summary>Work began, or began anew: what was streamed before belongs to an earlier attempt and is to be cleared.</summary>
public sealed record StartedEvent(int Attempt) : GenerationEventData { public const string Name = "started"; }

/// <param name="Delta">Text to append. A snapshot for a late watcher is one large delta.</param>
public sealed record TextEvent(string Delta) : GenerationEventData { public const string Name = "text"; }

/// <summary>Drafts are being written of which none can be shown yet.</summary>
/// <param name="Most">How many tokens they can come to.</param>
/// <param name="MillisecondsLeft">Estimated from those so far, if all drafts became as long as they may.</param>
public sealed record WritingEvent(int Tokens, int Most, long MillisecondsLeft) : GenerationEventData { public const string Name = "writing"; }

/// <param name="Index">Steps done, 1 to <paramref name="Total"/>.</param>
/// <param name="PreviewUrl">A data URL with a small rough picture, on some steps.</param>
/// <param name="MillisecondsLeft">Estimated from the steps so far.</param>
public sealed record StepEvent(int Index, int Total, string? PreviewUrl = null, long? MillisecondsLeft = null) : GenerationEventData { public const string Name = "step"; }

public sealed record OutputEvent(OutputView Output) : GenerationEventData { public const string Name = "output"; }

/// <summary>A person looks at it first: what was streamed is to be cleared until then.</summary>
public sealed record HeldEvent(string? Reason = null) : GenerationEventData { public const string Name = "held"; }

public sealed record WithdrawnEvent(string? Reason = null) : GenerationEventData { public const string Name = "withdrawn"; }

public sealed record CompletedEvent(UsageView Usage) : GenerationEventData { public const string Name = "completed"; }

public sealed record FailedEvent(string Reason) : GenerationEventData { public const string Name = "failed"; }

public sealed record CancelledEvent : GenerationEventData { public const string Name = "cancelled"; }
