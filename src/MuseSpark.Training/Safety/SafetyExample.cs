using MuseSpark.Inference.Classification;
using MuseSpark.Training.Corpus;

namespace MuseSpark.Training.Safety;

/// <summary>A text with what it holds.</summary>
/// <param name="Source">Name of the file or the public set.</param>
/// <param name="Labels">One for each of the judged categories: 1 holds it, 0 does not, negative unknown.</param>
/// <param name="Weight">How much it counts in training.</param>
/// <param name="Frame">The sentence frame that it is a filling of; null for a text of its own.</param>
internal sealed record SafetyExample(string Source, string Text, sbyte[] Labels, float Weight = 1, string? Frame = null)
{
    /// <summary>What a model says of a text: the judged categories, and whether it holds anything at all.</summary>
    public const int Outputs = 7;

    private static readonly int Hate = Categories.Judged.ToList().IndexOf(Categories.Hate), Harassment = Categories.Judged.ToList().IndexOf(Categories.Harassment);

    /// <summary>Texts that are relatives, or equal, are kept in one part when data is split.</summary>
    public uint Group => StableHash.Of(Frame ?? Text);

    public bool IsViolation => Labels.Contains((sbyte)1);

    public bool IsHarmless => Labels.All(label => label == 0);

    /// <summary>
    /// 1 if any category is held, 0 if none is, negative where that isn't known. A text without hate and harassment counts as one
    /// without anything: else all that public sets could teach of tweets and comments would be that they are bad.
    /// </summary>
    public sbyte Any => (sbyte)(IsViolation ? 1 : Labels[Hate] == 0 && Labels[Harassment] == 0 ? 0 : -1);

    /// <summary>Of Data/safety.</summary>
    public bool IsOwn => IsStory || IsEveryday || Source.StartsWith("violations-", StringComparison.Ordinal);

    /// <summary>Dark but allowed fiction, or a request for it.</summary>
    public bool IsStory => Source.StartsWith("fiction-", StringComparison.Ordinal);

    /// <summary>A harmless line with words that violations have too.</summary>
    public bool IsEveryday => Source.StartsWith("everyday-", StringComparison.Ordinal);

    /// <summary>The source of what the story model told.</summary>
    public const string ToldName = "told";

    /// <summary>Of stories that were not written to be dark: the project's own for children, those that the story model tells, and old fairy tales.</summary>
    public bool IsTale => Source is "muse-original" or ToldName or PublicSafetySets.TalesName;

    /// <summary>The label of an output: a category's, or <see cref="Any"/>.</summary>
    public sbyte Label(int output) => output < Labels.Length ? Labels[output] : Any;
}
