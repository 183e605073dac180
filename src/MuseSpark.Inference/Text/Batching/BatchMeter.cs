using System.Diagnostics.Metrics;

namespace MuseSpark.Inference.Text.Batching;

/// <summary>What the batch of a model does, for any listener.</summary>
internal sealed class BatchMeter(string model)
{
    private static readonly Meter Meter = new("MuseSpark.Inference");
    private static readonly Histogram<int> StepRows = Meter.CreateHistogram<int>("text.step.rows", "rows", "Texts that one run of the graph went on with.");
    private static readonly Counter<int> PromptTokens = Meter.CreateCounter<int>("text.prompt.tokens", "tokens", "Tokens of prompts, fed or remembered.");
    private static readonly Counter<int> GuessedTokens = Meter.CreateCounter<int>("text.guessed.tokens", "tokens", "Tokens that were guessed right.");

    private readonly KeyValuePair<string, object?> _model = new("model", model);

    public void Step(int rows) => StepRows.Record(rows, _model);

    /// <param name="how">"fed" or "remembered".</param>
    public void Prompt(string how, int tokens) => PromptTokens.Add(tokens, _model, new KeyValuePair<string, object?>("how", how));

    public void Guessed(int tokens) => GuessedTokens.Add(tokens, _model);
}
