namespace MuseSpark.Inference.Text.Drafts;

/// <summary>A whole text, or its beginning, to be compared with others for the same prompt.</summary>
/// <param name="Tokens">How many the body has.</param>
/// <param name="Logprob">The sum of the natural logarithms of their chances, by the model itself and what it was leaned towards: 0 is certain.</param>
public sealed record Draft(string Body, string Scene, FinishReason Finish, int Tokens, double Logprob);
