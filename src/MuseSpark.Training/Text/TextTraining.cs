using System.Text.Json;
using MuseSpark.Training.Corpus;
using MuseSpark.Training.Torch;
using TorchSharp;

namespace MuseSpark.Training.Text;

/// <summary>What a checkpoint says about its run besides the weights.</summary>
public sealed record TextRunState(TextModelShape Shape, double Progress, long Steps, long Tokens, long Sequences);

/// <summary>
/// Trains the story model. Stage 1: every text, prompts included. Stage 2 (the last 30%): only texts with prompts, learning the
/// text and the scene line. The run lasts the minutes it is given; a checkpoint is resumed by running the same command again.
/// With --progress 0 the weights stay and the schedule begins anew: how a finished model is trained further.
/// </summary>
public sealed class TextTraining
{
    private const double SecondStageFrom = 0.7;
    private static readonly int[] RowLengths = [128, 256, 320, 384, 448, 512, 640, 768, 1024];

    private readonly ParameterSet _parameters;
    private readonly Optimizer _optimizer;
    private readonly TextModel[] _workers;
    private readonly TextModelShape _shape;
    private readonly List<Sequence> _sequences, _heldOut;
    private readonly int _tokensPerBatch;
    private readonly string _checkpoint;
    private readonly LearningRate _rate;
    private TextRunState _state;

    public static void Run(CommandOptions options, CancellationToken cancel)
    {
        TorchLibrary.Load();
        var training = new TextTraining(options);
        var minutes = options.Real("minutes", 60);
        var seed = options.Number("seed", 1);
        options.RejectUnknown();
        training.Train(minutes, seed, cancel);
    }

    private TextTraining(CommandOptions options)
    {
        var folder = options.Text("documents");
        _checkpoint = options.Text("checkpoint");
        _tokensPerBatch = options.Number("batch-tokens", 8192);
        _rate = new LearningRate(options.Real("rate", 1.2e-3));
        var tokenizer = BytePairTokenizer.Read(options.Text("tokenizer"));
        _sequences = [.. Document.ReadAll(Path.Combine(folder, "documents.jsonl")).Select(d => Sequence.From(d, tokenizer))];
        _heldOut = [.. Document.ReadAll(Path.Combine(folder, "heldout.jsonl")).Select(d => Sequence.From(d, tokenizer))];

        _shape = new TextModelShape(tokenizer.Size, Layers: options.Number("layers", 6));
        if (File.Exists(_checkpoint)) _shape = CheckpointFile.ReadState<TextRunState>(_checkpoint).Shape;
        // Rotary positions have no weights of their own, so the context may grow between runs.
        _shape = _shape with { Context = RowLengths[^1] };
        _parameters = new ParameterSet(_shape.Parameters());
        _parameters.Initialize(options.Number("seed", 1));
        _optimizer = new Optimizer(_parameters);
        _state = new(_shape, 0, 0, 0, 0);
        if (File.Exists(_checkpoint))
        {
            _state = CheckpointFile.Load<TextRunState>(_checkpoint, Tensors()) with { Shape = _shape };
            _optimizer.Steps = _state.Steps;
            _parameters.Refresh();
        }
        _state = _state with { Progress = options.Real("progress", _state.Progress) };
        _workers = [.. Enumerable.Range(0, options.Number("workers", 1)).Select(_ => new TextModel(_shape, _parameters))];
    }

    private void Train(double minutes, int seed, CancellationToken cancel)
    {
        Say($"{_parameters.Count / 1e6:F2}M parameters, {_sequences.Count} texts, {_sequences.Sum(s => (long)s.Tokens.Length) / 1e6:F1}M tokens, {_workers.Length} workers");
        if (_state.Steps > 0) Say($"resumed at {_state.Progress:P1}, {_state.Tokens / 1e6:F2}M tokens seen");
        var clock = new RunClock(_state.Progress, minutes);
        var random = new Random(seed + (int)_state.Steps);   // a resumed run must not deal the same texts again
        var packers = new Dictionary<bool, BatchPacker>();
        var (lossSum, lossCount, tokensAtReport, reported, saved) = (0.0, 0L, _state.Tokens, clock.Elapsed, clock.Elapsed);

        while (!clock.Done && !cancel.IsCancellationRequested)
        {
            var second = clock.Progress >= SecondStageFrom;
            if (!packers.TryGetValue(second, out var packer)) packers[second] = packer = MakePacker(second, random);
            var dealt = packer.SequencesDealt;
            var batch = packer.Next();
            var counted = batch.Counted;
            var rate = _rate.At(_optimizer.Steps, clock.Progress);
            lossSum += LossAndGradients(batch, 1f / counted);
            lossCount += counted;
            var norm = _optimizer.Step([.. _workers.Select(w => w.Gradient)], rate);
            _state = _state with
            {
                Steps = _optimizer.Steps,
                Progress = clock.Progress,
                Tokens = _state.Tokens + batch.Used,
                Sequences = _state.Sequences + packer.SequencesDealt - dealt,
            };

            if (clock.Elapsed - reported >= TimeSpan.FromSeconds(20))
            {
                var speed = (_state.Tokens - tokensAtReport) / (clock.Elapsed - reported).TotalSeconds;
                Say($"step {_state.Steps} texts {_state.Sequences} tokens {_state.Tokens / 1e6:F2}M rate {speed:F0} tok/s loss {lossSum / lossCount:F4} norm {norm:F2} lr {rate:E2} stage {(second ? 2 : 1)} done {_state.Progress:P1} left {clock.Left:hh\\:mm\\:ss}");
                (lossSum, lossCount, tokensAtReport, reported) = (0, 0, _state.Tokens, clock.Elapsed);
            }
            if (clock.Elapsed - saved >= TimeSpan.FromMinutes(5))
            {
                Save();
                saved = clock.Elapsed;
            }
        }
        Save();
        Say(cancel.IsCancellationRequested ? "stopped; run again to resume" : "finished");
    }

    private BatchPacker MakePacker(bool second, Random random)
    {
        var shares = JsonSerializer.Deserialize<Dictionary<string, MixtureShare>>(
            File.ReadAllText(Path.Combine(Lexicon.DataFolder, "mixture.json")), JsonSerializerOptions.Web)!;
        var sampler = new SequenceSampler(
            second ? _sequences.Where(s => s.PromptLength > 0) : _sequences,
            shares.ToDictionary(s => s.Key, s => second ? s.Value.Second : s.Value.First), random);
        Say($"stage {(second ? 2 : 1)}: {sampler.Describe}");
        return new BatchPacker(sampler, _tokensPerBatch, learnPrompt: !second, RowLengths, _workers.Length);
    }

    /// <summary>Each worker takes an equal share of the rows on one thread.</summary>
    private double LossAndGradients(Batch batch, float scale)
    {
        var losses = new double[_workers.Length];
        Parallel.For(0, _workers.Length, w =>
        {
            torch.set_num_threads(1);
            var (from, to) = (batch.Rows * w / _workers.Length, batch.Rows * (w + 1) / _workers.Length);
            if (from == to) return;
            var part = (from * batch.Length)..(to * batch.Length);
            losses[w] = _workers[w].LossAndGradient(batch.Tokens.AsSpan(part), batch.Targets.AsSpan(part), to - from, scale);
        });
        return losses.Sum();
    }

    private void Save()
    {
        CheckpointFile.Save(_checkpoint, _state, Tensors());
        var (conditioned, all) = TextEvaluation.HeldOutLoss(_workers[0], _heldOut, limit: 24);
        Say($"saved at {_state.Tokens / 1e6:F2}M tokens; held-out loss {all:F4}, text after a prompt {conditioned:F4}");
    }

    private Dictionary<string, torch.Tensor> Tensors() => new()
    {
        ["master"] = _parameters.Master,
        ["first"] = _optimizer.First,
        ["second"] = _optimizer.Second,
        ["average"] = _optimizer.Average,
    };

    private static void Say(string line) => Console.WriteLine($"{TimeProvider.System.GetUtcNow():HH:mm:ss} {line}");
}
