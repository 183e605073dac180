using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Image;

/// <summary>critic/labels.json: what a critic's questions and answers are called, how prompts ask for them, and how captions say them.</summary>
internal sealed record CriticLabels
{
    private const int MaxQuestions = 64, MaxLabels = 10_000;

    public CriticQuestion[]? Questions { get; init; }

    /// <summary>What the graph's output "things" gives the chances of.</summary>
    public string[]? Things { get; init; }

    /// <summary>Phrase of a prompt to [question kind, answer].</summary>
    public Dictionary<string, string[]>? Words { get; init; }

    /// <summary>By question, what a caption says for an answer: "Night" of "time" is "at night". An answer without a phrase is not mentioned.</summary>
    public Dictionary<string, Dictionary<string, string>> Phrases { get; init; } = [];

    /// <summary>How nouns are put into words, where "a fox", "two foxes" will not do.</summary>
    public Dictionary<string, NounForm> Nouns { get; init; } = [];

    /// <exception cref="ModelException">The file is missing or damaged.</exception>
    public static CriticLabels Read(string folder)
    {
        var labels = JsonFile.Read<CriticLabels>(Path.Combine(folder, "labels.json"));
        var known = labels.Questions is { Length: >= 1 and <= MaxQuestions } questions && questions.All(q => q?.Name is not null && q.Labels is { Length: >= 2 and <= MaxLabels } answers && !answers.Contains(null));
        if (!known) throw new ModelException("critic/labels.json must name 1 to 64 questions with their labels.");
        if (labels.Things is not { Length: >= 1 and <= MaxLabels } things || things.Contains(null) || things.Distinct().Count() < things.Length)
            throw new ModelException("critic/labels.json must list the things that the critic knows, each once.");
        if (labels.Phrases is null || labels.Nouns is null || labels.Phrases.Values.Contains(null) || labels.Nouns.Values.Contains(null))
            throw new ModelException("critic/labels.json has a list that is null. Copy the whole model folder again.");
        return labels;
    }
}

internal sealed record CriticQuestion(string? Name, string[]? Labels);

/// <param name="Plural">"foxes"; null: with an s.</param>
/// <param name="Mass">Takes no article: "bread".</param>
/// <param name="Dressed">Its colour is what it wears: "a girl in blue".</param>
internal sealed record NounForm(string? Plural = null, bool Mass = false, bool Dressed = false);
