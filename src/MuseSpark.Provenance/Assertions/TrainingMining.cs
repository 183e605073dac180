using MuseSpark.Provenance.Cbor;

namespace MuseSpark.Provenance.Assertions;

/// <summary>Whether others may mine the asset or train on it (CAWG training and data mining 1.1).</summary>
public sealed record TrainingMining(TrainingUse GenerativeTraining, TrainingUse Training, TrainingUse Inference, TrainingUse DataMining)
{
    public static TrainingMining Everywhere(TrainingUse use) => new(use, use, use, use);

    public Assertion ToAssertion() => Assertion.Cbor("cawg.training-mining", new CborMap
    {
        ["entries"] = new CborMap
        {
            ["cawg.ai_generative_training"] = GenerativeTraining.ToCbor(),
            ["cawg.ai_inference"] = Inference.ToCbor(),
            ["cawg.ai_training"] = Training.ToCbor(),
            ["cawg.data_mining"] = DataMining.ToCbor(),
        },
    });
}

/// <param name="Use">allowed, notAllowed or constrained</param>
/// <param name="Terms">a text or address, only with constrained</param>
public sealed record TrainingUse(string Use, string? Terms = null)
{
    public static readonly TrainingUse Allowed = new("allowed"), NotAllowed = new("notAllowed");

    internal CborMap ToCbor() => new() { ["use"] = Use, ["constraint_info"] = Terms };
}
