using System.Runtime.InteropServices;

namespace MuseSpark.Inference.Classification.Reading;

/// <summary>
/// A text as the first stage sees it: each word, each pair of words (neighbours, and with one between) and the groups of three to five
/// letters inside words, as rows of a table that a hash selects.
/// </summary>
/// <remarks>The model's weights belong to this reading: whoever changes a number here raises <see cref="Version"/> and trains anew.</remarks>
public sealed class TextFeatures
{
    public const int Version = 4;

    private const int ShortestGroup = 3, LongestGroup = 5;
    private const float WordValue = 1, PairValue = 1, GapValue = 0.5f, GroupsValue = 1;
    private const uint WordSeed = 0x811C9DC5, PairSeed = 0x2C1B3C6D, GapSeed = 0x297A2D39, GroupSeed = 0x1B873593;

    private readonly List<int> _rows = [];
    private readonly List<float> _values = [];
    private readonly List<int> _firsts = [];

    private TextFeatures() { }

    /// <summary>Table row of each feature, (n).</summary>
    public ReadOnlySpan<int> Rows => CollectionsMarshal.AsSpan(_rows);

    /// <summary>What each feature counts, (n).</summary>
    public ReadOnlySpan<float> Values => CollectionsMarshal.AsSpan(_values);

    /// <summary>Number of words.</summary>
    public int Places => _firsts.Count;

    /// <summary>The first feature of a word; of <see cref="Places"/>, the number of features.</summary>
    public int FirstOf(int place) => place < _firsts.Count ? _firsts[place] : _rows.Count;

    /// <param name="words">In order, as <see cref="WordReader"/> gives them.</param>
    /// <param name="rows">Rows that hashes select from, a power of two.</param>
    public static TextFeatures Of(IReadOnlyList<Word> words, int rows)
    {
        var features = new TextFeatures();
        var mask = (uint)rows - 1;
        // Pairs are made of the last reading of each place, which is the meant one.
        uint before = 0, previous = 0, current = 0;
        foreach (var word in words)
        {
            if (features.Places == word.Place)
            {
                (before, previous) = (previous, current);
                features._firsts.Add(features._rows.Count);
            }
            current = HashOf(word.Text);
            features.Add(Mix(current), mask, WordValue);
            if (previous != 0) features.Add(Mix(PairSeed ^ (previous * 31 + current)), mask, PairValue);
            if (before != 0) features.Add(Mix(GapSeed ^ (before * 37 + current)), mask, GapValue);
            features.AddGroups(word.Text, mask);
        }
        return features;
    }

    private void AddGroups(string word, uint mask)
    {
        // ^word$: a group at an edge differs from the same inside.
        var length = word.Length + 2;
        var groups = 0;
        for (var n = ShortestGroup; n <= LongestGroup; n++) groups += Math.Max(0, length - n + 1);
        if (groups == 0) return;
        var value = GroupsValue / MathF.Sqrt(groups);
        for (var start = 0; start + ShortestGroup <= length; start++)
        {
            var hash = GroupSeed;
            for (var n = 1; n <= LongestGroup && start + n <= length; n++)
            {
                hash = (hash ^ At(word, start + n - 2)) * 16777619;
                if (n >= ShortestGroup) Add(Mix(hash), mask, value);
            }
        }
    }

    private void Add(uint hash, uint mask, float value)
    {
        _rows.Add((int)(hash & mask));
        _values.Add(value);
    }

    private static uint At(string word, int index) => index < 0 ? '^' : index == word.Length ? '$' : Letter(word[index]);

    /// <summary>One digit is like another: amounts and years say little.</summary>
    private static uint Letter(char c) => char.IsAsciiDigit(c) ? '0' : c;

    /// <summary>FNV-1a of a word in lower case; all digits count as one.</summary>
    private static uint HashOf(string word)
    {
        var hash = WordSeed;
        foreach (var c in word) hash = (hash ^ Letter(c)) * 16777619;
        return hash;
    }

    /// <summary>Spreads a hash over all its bits (the finaliser of MurmurHash3).</summary>
    private static uint Mix(uint hash)
    {
        hash = (hash ^ hash >> 16) * 0x85EBCA6B;
        hash = (hash ^ hash >> 13) * 0xC2B2AE35;
        return hash ^ hash >> 16;
    }
}
