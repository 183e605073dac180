namespace MuseSpark.Training.Scenes;

/// <summary>Pairs of nouns that no training scene shows together, so that evaluation can tell composing from remembering.</summary>
public static class HeldOutPairs
{
    /// <summary>So many scenes at the start of a scene file are never trained on; those with odd numbers show held-out pairs.</summary>
    public const int Scenes = 1000;

    public static bool Contains(Scene scene)
    {
        var names = scene.Things.Select(t => t.Noun).ToArray();
        for (var i = 0; i < names.Length; i++)
            for (var j = 0; j < i; j++)
                if (IsHeldOut(names[i], names[j])) return true;
        return false;
    }

    /// <summary>One pair in twenty, by a hash that no run and no version changes.</summary>
    public static bool IsHeldOut(string first, string second)
    {
        if (first == second) return false;
        var pair = string.CompareOrdinal(first, second) < 0 ? $"{first}|{second}" : $"{second}|{first}";
        return pair.Aggregate(2166136261u, (hash, c) => (hash ^ c) * 16777619u) % 20 == 0;
    }
}
