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
    private const string Input = "latent_sample", Thing = "thing", Colour = "colour";

    // What is certainly missing must not outweigh everything that is there.
    private const double Least = 0.02;

    private readonly OnnxSession _session;
    private readonly PromptFacts _facts;
    private readonly CriticQuestion[] _questions;
    private readonly Captioner _captioner;
    private readonly string[] _outputs;
    private readonly int[] _things;

    private PictureCritic(OnnxSession session, CriticLabels labels)
    {
        _session = session;
        _questions = labels.Questions!;
        _captioner = new Captioner(labels);
        _facts = new PromptFacts(labels.Words ?? []);
        _outputs = [.. _questions.Select((_, i) => $"question_{i}")];
        // Which questions are about a thing; the next one is about its colour.
        _things = [.. Enumerable.Range(0, _questions.Length).Where(i => _questions[i].Name is "actor" or "companion" or "third thing")];
        session.RequireInput(Input, 4, TensorElementType.Float);
        foreach (var (output, question) in _outputs.Zip(_questions))
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

    /// <summary>How well a picture shows what the prompt asks for: the mean logarithm of the chances that each fact of it is seen; 0 is certain, or nothing asked.</summary>
    /// <param name="latents">(1, C, h, w) as the denoiser leaves them.</param>
    public double Score(float[] latents, long[] shape, string prompt, CancellationToken cancellationToken)
    {
        var facts = _facts.In(prompt);
        if (facts.Count == 0) return 0;
        var chances = Answer(latents, shape, cancellationToken);
        return facts.Average(fact => Math.Log(Math.Max(Least, fact.Kind == Thing ? ChanceOfThing(fact, chances) : ChanceOf(fact, chances))));
    }

    /// <summary>What a picture shows.</summary>
    /// <param name="latents">(1, C, h, w) as the denoiser leaves them.</param>
    public PictureReading Describe(float[] latents, long[] shape, CancellationToken cancellationToken)
    {
        var chances = Answer(latents, shape, cancellationToken);
        SeenFact[] facts = [.. _questions.Select((question, q) =>
        {
            var best = Array.IndexOf(chances[q], chances[q].Max());
            return new SeenFact(question.Name!, question.Labels![best], chances[q][best]);
        })];
        return new PictureReading(_captioner.Write(facts), facts);
    }

    public void Dispose() => _session.Dispose();

    /// <summary>The chance of every answer to every question.</summary>
    private float[][] Answer(float[] latents, long[] shape, CancellationToken cancellationToken)
    {
        using var input = OrtValue.CreateTensorValueFromMemory(latents, shape);
        using var outputs = _session.Run([Input], [input], _outputs, cancellationToken);
        return [.. outputs.Select(o => o.GetTensorDataAsSpan<float>().ToArray())];
    }

    /// <summary>A thing counts wherever in the scene it is seen, with its colour if one was asked for.</summary>
    private double ChanceOfThing(PromptFact fact, float[][] chances) => _things.Max(q =>
    {
        var chance = Chance(q, fact.Answer, chances);
        var hasColour = fact.Colour is not null && q + 1 < _questions.Length && _questions[q + 1].Name == "its colour";
        return hasColour ? chance * Chance(q + 1, fact.Colour!, chances) : chance;
    });

    private double ChanceOf(PromptFact fact, float[][] chances)
    {
        var question = Array.FindIndex(_questions, q => q.Name == fact.Kind);
        return question < 0 ? 1 : Chance(question, fact.Answer, chances);
    }

    private double Chance(int question, string answer, float[][] chances)
    {
        var label = Array.IndexOf(_questions[question].Labels!, answer);
        return label < 0 ? 0 : chances[question][label];
    }
}
