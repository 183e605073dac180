using MuseSpark.Training.Corpus;

namespace MuseSpark.Training.Safety;

/// <summary>A text with what it holds.</summary>
/// <param name="Source">Name of the file or the public set.</param>
/// <param name="Labels">One for each of the judged categories: 1 holds it, 0 does not, negative unknown.</param>
/// <param name="Weight">How much it counts in training.</param>
/// <param name="Frame">The sentence frame that it is a filling of; null for a text of its own.</param>
internal sealed record SafetyExample(string Source, string Text, sbyte[] Labels, float Weight = 1, string? Frame = null)
{
    /// <summary>Texts that are relatives, or equal, are kept in one part when data is split.</summary>
    public uint Group => StableHash.Of(Frame ?? Text);


    public bool IsViolation => Labels.Contains((sbyte)1);

    /// <summary>Dark but allowed fiction, or a request for it.</summary>
    public bool IsStory => Source.StartsWith("fiction-", StringComparison.Ordinal);

    /// <summary>A harmless line with words that violations have too.</summary>
    public bool IsEveryday => Source.StartsWith("everyday-", StringComparison.Ordinal);
}
