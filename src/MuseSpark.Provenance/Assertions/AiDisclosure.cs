using MuseSpark.Provenance.Cbor;

namespace MuseSpark.Provenance.Assertions;

/// <summary>Which model made the asset (C2PA 2.4, 18.28).</summary>
/// <param name="ModelType">from the standard's vocabulary, for instance "c2pa.types.model.onnx"</param>
/// <param name="HumanOversight">for instance "humanDirected"; null = not stated</param>
public sealed record AiDisclosure(string ModelType, string? ModelName = null, string? ModelIdentifier = null, string? HumanOversight = null)
{
    public Assertion ToAssertion() => Assertion.Cbor("c2pa.ai-disclosure", new CborMap
    {
        ["modelType"] = ModelType,
        ["modelName"] = ModelName,
        ["modelIdentifier"] = ModelIdentifier,
        ["contentProfile"] = HumanOversight is null ? null : new CborMap { ["humanOversightLevel"] = HumanOversight },
    });
}
