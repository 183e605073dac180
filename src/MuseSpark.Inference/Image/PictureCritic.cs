using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Onnx;

namespace MuseSpark.Inference.Image;

/// <summary>
/// Tells from its latents what a picture shows, and so which of several pictures for the same prompt shows it best. Its answers
/// and the words that ask for them are data: critic/labels.json.
/// </summary>
/// <remarks>Safe for concurrent calls.</remarks>
internal sealed class PictureCritic : IDisposable
{
    private const string Input = "latent_sample", Things = "things", Thing = "thing";

    // What is certainly missing must not outweigh everything that is there.
    private const double Least = 0.02;

    private readonly OnnxSession _session;
    private readonly PromptFacts _facts;
    private readonly CriticQuestion[] _questions;
    private readonly Captioner _captioner;
    private readonly string[] _outputs;
    private readonly int[] _parts;
    private readonly Dictionary<string, int> _things;

    private PictureCritic(OnnxSession session, CriticLabels labels)
    {
        _session = session;
        _questions = labels.Questions!;
        _captioner = new Captioner(labels);
        _facts = new PromptFacts(labels.Words ?? []);
        _outputs = [Things, .. _questions.Select((_, i) => $"question_{i}")];
        _things = labels.Things!.Index().ToDictionary(thing => thing.Item, thing => thing.Index);
        // Which questions are about a thing; the next one is about its colour.
        _parts = [.. Enumerable.Range(0, _questions.Length).Where(i => _questions[i].Name is "actor" or "companion" or "third thing")];
        session.RequireInput(Input, 4, TensorElementType.Float);
        if (session.RequireOutput(Things, 2, TensorElementType.Float).Shape[1] != _things.Count)
            throw new ModelException("The critic's output things does not have as many chances as critic/labels.json has things.");
        foreach (var (output, question) in _outputs[1..].Zip(_questions))
            if (session.RequireOutput(output, 2, TensorElementType.Float).Shape[1] != question.Labels!.Length)
                throw new ModelException($"The critic's output {output} does not have as many answers as critic/labels.json.");
    }

    /// <summary>The critic of a model folder; null where it has none.</summary>
    /// <exception cref="ModelException">A file is missing or damaged, or the two do not fit together.</exception>
    public static PictureCritic? Open(string folder, OnnxOptions options)
    {
        var file = Path.Combine(folder, "critic", "model.onnx");
        if (!File.Exists(file)) return null;
        var labels = CriticLabels.Read(Path.Combine(folder, "critic"));
        var session = OnnxSession.Open(file, options);
        try
        {
            return new PictureCritic(session, labels);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Whether a prompt names anything that the critic knows, so that it can tell pictures for it apart.</summary>
    public bool CanJudge(string prompt) => _facts.In(prompt).Count > 0;

    /// <summary>How well a picture shows what the prompt asks for: the mean logarithm of the chances that each fact of it is seen; 0 is certain, or nothing asked.</summary>
    /// <param name="latents">(1, C, h, w) as the denoiser leaves them.</param>
    public double Score(float[] latents, long[] shape, string prompt, CancellationToken cancellationToken)
    {
        var facts = _facts.In(prompt);
        if (facts.Count == 0) return 0;
        var sight = Look(latents, shape, cancellationToken);
        return facts.Average(fact => Math.Log(Math.Max(Least, fact.Kind == Thing ? ChanceOfThing(fact, sight) : ChanceOf(fact, sight))));
    }

    /// <summary>What a picture shows.</summary>
    /// <param name="latents">(1, C, h, w) as the denoiser leaves them.</param>
    public PictureReading Describe(float[] latents, long[] shape, CancellationToken cancellationToken)
    {
        var sight = Look(latents, shape, cancellationToken);
        var told = new HashSet<string>();
        SeenFact[] facts = [.. _questions.Select((question, q) =>
        {
            var chances = sight.Answers[q];
            // Of two things either may play the first part; what was told as one is not told as the other too.
            var best = Enumerable.Range(0, chances.Length).Where(i => !_parts.Contains(q) || !told.Contains(question.Labels![i])).DefaultIfEmpty().MaxBy(i => chances[i]);
            var answer = question.Labels![best];
            if (!_parts.Contains(q) || !_things.TryGetValue(answer, out var thing)) return new SeenFact(question.Name!, answer, chances[best]);
            told.Add(answer);
            return new SeenFact(question.Name!, answer, sight.Things[thing]);
        })];
        return new PictureReading(_captioner.Write(facts), facts);
    }

    public void Dispose() => _session.Dispose();

    private Sight Look(float[] latents, long[] shape, CancellationToken cancellationToken)
    {
        using var input = OrtValue.CreateTensorValueFromMemory(latents, shape);
        using var outputs = _session.Run([Input], [input], _outputs, cancellationToken);
        float[][] values = [.. outputs.Select(o => o.GetTensorDataAsSpan<float>().ToArray())];
        return new Sight(values[0], values[1..]);
    }

    /// <summary>A thing counts wherever in the scene it is seen, with its colour if one was asked for.</summary>
    private double ChanceOfThing(PromptFact fact, Sight sight)
    {
        if (!_things.TryGetValue(fact.Answer, out var thing)) return 0;
        if (fact.Colour is null || _parts.Length == 0) return sight.Things[thing];
        var part = _parts.MaxBy(q => Chance(q, fact.Answer, sight));
        var hasColour = part + 1 < _questions.Length && _questions[part + 1].Name == "its colour";
        return hasColour ? sight.Things[thing] * Chance(part + 1, fact.Colour, sight) : sight.Things[thing];
    }

    private double ChanceOf(PromptFact fact, Sight sight)
    {
        var question = Array.FindIndex(_questions, q => q.Name == fact.Kind);
        return question < 0 ? 1 : Chance(question, fact.Answer, sight);
    }

    private double Chance(int question, string answer, Sight sight)
    {
        var label = Array.IndexOf(_questions[question].Labels!, answer);
        return label < 0 ? 0 : sight.Answers[question][label];
    }

    /// <param name="Things">The chance that each thing is to be seen.</param>
    /// <param name="Answers">The chances of the answers to each question.</param>
    private sealed record Sight(float[] Things, float[][] Answers);
}
