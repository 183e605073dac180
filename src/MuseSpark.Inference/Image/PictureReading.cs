namespace MuseSpark.Inference.Image;

/// <summary>What a picture shows, as a critic sees it.</summary>
/// <param name="Text">A sentence for people; says so when nothing is recognised.</param>
/// <param name="Facts">The likeliest answer to each of the critic's questions, in their order.</param>
public sealed record PictureReading(string Text, IReadOnlyList<SeenFact> Facts);

/// <param name="Question">"actor", "its colour", "place" and so on.</param>
/// <param name="Answer">As the critic's labels call it; "" for none.</param>
/// <param name="Chance">0 to 1.</param>
public sealed record SeenFact(string Question, string Answer, float Chance);
