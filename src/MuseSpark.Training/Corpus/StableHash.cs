namespace MuseSpark.Training.Corpus;

/// <summary>FNV-1a: string.GetHashCode differs from run to run.</summary>
internal static class StableHash
{
    public static uint Of(string text) => text.Aggregate(2166136261u, (hash, c) => (hash ^ c) * 16777619u);
}
