using MuseSpark.Client.Generations;
using MuseSpark.Client.Moderation;
using MuseSpark.Web.Moderation.Screening;
using MuseSpark.Web.Outputs;
using MuseSpark.Web.Provenance;
using MuseSpark.Web.Provenance.Verify;

namespace MuseSpark.Web.Generations.Work;

/// <summary>One output, the record of how it was made and what it is found again by, ready to be stored together.</summary>
public sealed record Made(Output Output, ProvenanceRecord Record, IReadOnlyList<Fingerprint> Fingerprints);

/// <summary>What comes of a job. What was finished before it failed or was cancelled is kept.</summary>
public sealed record Result(GenerationState State, string? Error, IReadOnlyList<Made> Made, UsageView Usage, ScreeningLog Screened)
{
    /// <summary>Whether it is kept from those who would see it.</summary>
    public bool IsKept => State is GenerationState.Held or GenerationState.Withdrawn;

    /// <summary>What to expect of it; null when nothing was found.</summary>
    public string? Label => Screened.Verdict is { Action: ScreenAction.Label, Worst: { } worst } ? worst.Category : null;

    public GenerationEventData FinalEvent => State switch
    {
        GenerationState.Completed => new CompletedEvent(Usage),
        GenerationState.Cancelled => new CancelledEvent(),
        GenerationState.Held => new HeldEvent(Error),
        GenerationState.Withdrawn => new WithdrawnEvent(Error),
        _ => new FailedEvent(Error ?? ""),
    };
}
