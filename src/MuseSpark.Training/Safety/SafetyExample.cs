namespace MuseSpark.Training.Safety;

/// <summary>A text with what it holds.</summary>
/// <param name="Source">Name of the file or the public set.</param>
/// <param name="Labels">One for each of the judged categories: 1 holds it, 0 does not, negative unknown.</param>
/// <param name="Weight">How much it counts in training.</param>
internal sealed record SafetyExample(string Source, string Text, sbyte[] Labels, float Weight = 1)
{
    public bool IsViolation => Labels.Contains((sbyte)1);
}
