namespace MuseSpark.Inference.Image;

/// <summary>How a prompt was understood by the words a model was taught.</summary>
/// <param name="Text">The words for the model.</param>
/// <param name="Replaced">What is drawn as something it is a kind of, each word once, in the order of the prompt.</param>
/// <param name="NotUnderstood">Things that the model can't draw, each once, in the order of the prompt.</param>
public sealed record PromptReading(string Text, IReadOnlyList<ReplacedWord> Replaced, IReadOnlyList<string> NotUnderstood);

/// <param name="Word">As the person wrote it, in lower case: "poodle".</param>
/// <param name="DrawnAs">What the model was asked for instead: "dog".</param>
public sealed record ReplacedWord(string Word, string DrawnAs);
