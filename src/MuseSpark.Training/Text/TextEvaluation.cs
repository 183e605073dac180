using MuseSpark.Training.Corpus;
using MuseSpark.Training.Torch;

namespace MuseSpark.Training.Text;

/// <summary>Loss on texts the model never saw, in nats a token, and as perplexity a word, which does not hang on the tokenizer.</summary>
public static class TextEvaluation
{
    public static void Run(CommandOptions options, CancellationToken cancel)
    {
        var folder = options.Text("documents");
        var tokenizer = BytePairTokenizer.Read(options.Text("tokenizer"));
        var checkpoint = options.Text("checkpoint");
        var average = options.Flag("average");
        options.RejectUnknown();
        TorchLibrary.Load();
        var (model, state) = Load(checkpoint, average);
        Console.WriteLine($"{state.Tokens / 1e6:F2}M tokens seen");
        foreach (var group in Document.ReadAll(Path.Combine(folder, "heldout.jsonl")).GroupBy(d => d.Source))
        {
            cancel.ThrowIfCancellationRequested();
            Sequence[] sequences = [.. group.Select(d => Sequence.From(d, tokenizer))];
            var (conditioned, all) = HeldOutLoss(model, sequences, limit: 64);
            var tokensPerWord = sequences.Sum(s => s.Tokens.Length) / (double)sequences.Sum(s => tokenizer.Decode(s.Tokens).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length);
            Console.WriteLine($"{group.Key,-16} {sequences.Length,5} texts, loss {all:F4}, text after a prompt {conditioned:F4}, perplexity a word {Math.Exp(all * tokensPerWord):F1}");
        }
    }

    /// <summary>The weights of a checkpoint, ready to run; with <paramref name="average"/> their running average.</summary>
    public static (TextModel Model, TextRunState State) Load(string checkpoint, bool average)
    {
        var (parameters, state) = LoadParameters(checkpoint, average);
        return (new TextModel(state.Shape, parameters), state);
    }

    public static (ParameterSet Parameters, TextRunState State) LoadParameters(string checkpoint, bool average)
    {
        var parameters = new ParameterSet(CheckpointFile.ReadState<TextRunState>(checkpoint).Shape.Parameters());
        var state = CheckpointFile.Load<TextRunState>(checkpoint, new Dictionary<string, TorchSharp.torch.Tensor> { [average ? "average" : "master"] = parameters.Master });
        parameters.Refresh();
        return (parameters, state);
    }

    /// <returns>Loss of the text and scene of prompted texts, and loss of everything.</returns>
    public static (double Conditioned, double All) HeldOutLoss(TextModel model, IReadOnlyList<Sequence> sequences, int limit)
    {
        double conditioned = 0, all = 0;
        long conditionedCount = 0, allCount = 0;
        // Spread over the list, so that every source is in it.
        var step = Math.Max(1, sequences.Count / limit);
        for (var i = 0; i < sequences.Count; i += step)
        {
            var sequence = sequences[i] with { Tokens = [.. sequences[i].Tokens.Take(513)] };
            var length = (sequence.Tokens.Length + 14) / 16 * 16;
            foreach (var learnPrompt in sequence.PromptLength > 0 ? new[] { true, false } : [true])
            {
                var batch = new Batch(1, length);
                batch.Place(0, 0, sequence, learnPrompt);
                var loss = model.Loss(batch.Tokens, batch.Targets, 1);
                if (learnPrompt) (all, allCount) = (all + loss, allCount + batch.Counted);
                else (conditioned, conditionedCount) = (conditioned + loss, conditionedCount + batch.Counted);
            }
        }
        return (conditioned / conditionedCount, all / allCount);
    }
}
