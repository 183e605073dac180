using MuseSpark.Client.Generations;
using MuseSpark.Web.Outputs;
using MuseSpark.Web.Provenance;
using MuseSpark.Web.Provenance.Verify;

namespace MuseSpark.Web.Generations.Work;

/// <summary>One output, the record of how it was made and what it is found again by, ready to be stored together.</summary>
public sealed record Made(Output Output, ProvenanceRecord Record, IReadOnlyList<Fingerprint> Fingerprints);

/// <summary>What comes of a job. What was finished before it failed or was cancelled is kept.</summary>
public sealed record Result(GenerationState State, string? Error, IReadOnlyList<Made> Made, UsageView Usage)
{
    public GenerationEventData FinalEvent => State switch
    {
        GenerationState.Completed => new CompletedEvent(Usage),
        GenerationState.Cancelled => new CancelledEvent(),
        _ => new FailedEvent(Error ?? ""),
    };
}
