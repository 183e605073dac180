using System.Text;

namespace MuseSpark.Client.Generations;

/// <summary>What a watcher knows of a work that is being made: the fold of its events.</summary>
/// <param name="enlarges">Whether a picture is made larger instead of painted.</param>
/// <param name="state">Where it stands before the first event.</param>
public sealed class LiveWork(string mode, GenerationState state = GenerationState.Queued, bool enlarges = false)
{
    private readonly StringBuilder _text = new();

    public GenerationState State { get; private set; } = state;
    public int? Position { get; private set; }
    public WritingEvent? Drafts { get; private set; }
    public StepEvent? Step { get; private set; }
    public string? Preview { get; private set; }
    public OutputView? Picture { get; private set; }
    public OutputView? Words { get; private set; }
    public string? Reason { get; private set; }
    public string Text => _text.ToString();
    public bool HasText => _text.Length > 0;

    public void Apply(GenerationEventData happened)
    {
        switch (happened)
        {
            case QueuedEvent queued:
                State = GenerationState.Queued;
                Position = queued.Position;
                break;
            case StartedEvent:
                State = GenerationState.Running;
                (Position, Reason) = (null, null);
                Clear();
                break;
            case TextEvent text:
                State = GenerationState.Running;
                _text.Append(text.Delta);
                break;
            case WritingEvent writing:
                State = GenerationState.Running;
                Drafts = writing;
                break;
            case StepEvent step:
                State = GenerationState.Running;
                Step = step;
                Preview = step.PreviewUrl ?? Preview;
                break;
            case OutputEvent { Output.Kind: "picture" } picture:
                Picture = picture.Output;
                break;
            case OutputEvent words:
                Words = words.Output;
                break;
            case HeldEvent held:
                State = GenerationState.Held;
                Reason = held.Reason;
                Clear();
                break;
            case WithdrawnEvent withdrawn:
                State = GenerationState.Withdrawn;
                Reason = withdrawn.Reason;
                Clear();
                break;
            case FailedEvent failed:
                State = GenerationState.Failed;
                Reason = failed.Reason;
                break;
            case CancelledEvent:
                State = GenerationState.Cancelled;
                break;
            case CompletedEvent:
                State = GenerationState.Completed;
                break;
        }
    }

    private void Clear()
    {
        _text.Clear();
        (Drafts, Step, Preview, Picture, Words) = (null, null, null, null, null);
    }

    /// <summary>One short sentence on how far it is.</summary>
    public string Progress => State switch
    {
        GenerationState.Queued => Waiting(Position),
        GenerationState.Running when Step is { } step && Picture is null => (enlarges ? "Enlarging" : "Painting") + TimeLeft(step.MillisecondsLeft),
        GenerationState.Running when Words is not null || Picture is not null => "Putting it away safely",
        GenerationState.Running when HasText => "Writing",
        GenerationState.Running when Modes.DraftsOf(mode) is > 1 and var drafts => $"Writing {drafts} drafts to choose from{(Drafts is { } far ? TimeLeft(far.MillisecondsLeft, " at most") : "")}",
        GenerationState.Running when enlarges => "Opening the picture",
        GenerationState.Running => "Thinking of how to begin",
        GenerationState.Held => "Waiting for a reviewer",
        _ => "",
    };

    private static string Waiting(int? position) => position switch
    {
        null => "Waiting for its turn",
        <= 1 => "Next in line",
        2 => "Second in line",
        3 => "Third in line",
        4 => "Fourth in line",
        5 => "Fifth in line",
        _ => $"Number {position} in line",
    };

    private static string TimeLeft(long? milliseconds, string bound = "") => milliseconds switch
    {
        null => "",
        < 1_500 => ", almost there",
        < 90_000 => $", about {Math.Ceiling(milliseconds.Value / 1000.0):0} seconds left{bound}",
        _ => $", about {Math.Ceiling(milliseconds.Value / 60_000.0):0} minutes left{bound}",
    };
}
