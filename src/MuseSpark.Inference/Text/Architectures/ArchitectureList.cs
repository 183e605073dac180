namespace MuseSpark.Inference.Text.Architectures;

/// <summary>Every text architecture by the key that model.json gives.</summary>
public static class ArchitectureList
{
    public static IReadOnlyList<TextArchitecture> All { get; } =
        [Gpt2.Architecture, Llama3.Architecture, Phi3.Architecture, Plain.Architecture, Qwen2.Architecture, SmolLm2.Architecture, Spark.Architecture];

    public static TextArchitecture? Find(string key) => All.FirstOrDefault(a => a.Key == key);
}
