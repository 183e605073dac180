namespace MuseSpark.Inference.Classification.Personal;

/// <summary>One kind of personal data that can be told by its form.</summary>
/// <remarks>Time in proportion to the text: every pattern is bounded in length, and none starts over.</remarks>
internal interface IPersonalPattern
{
    /// <value>Part of the score's source: "pattern:card".</value>
    string Name { get; }

    /// <summary>Matches with the chance that they are what they look like, and not a number or a word of another kind.</summary>
    IEnumerable<(int Start, int Length, double Chance)> Find(string text);
}
