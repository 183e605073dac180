using MuseSpark.Client.Generations;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Text.Structures;

namespace MuseSpark.Web.Generations;

/// <summary>Reads what a text must be, and checks what it must not say.</summary>
public static class TextForms
{
    private const int MaxPhrase = 100, MaxBias = 1_000;

    /// <exception cref="ModelException">It is none or several of the three, or can't be kept; the message says what is wrong.</exception>
    public static TextStructure? Read(TextForm? form) => form switch
    {
        null => null,
        { Regex: { } pattern, Grammar: null, Schema: null } => TextStructure.Regex(pattern),
        { Regex: null, Grammar: { } grammar, Schema: null } => TextStructure.Grammar(grammar),
        { Regex: null, Grammar: null, Schema: { } schema } => TextStructure.JsonSchema(schema.GetRawText()),
        _ => throw new ModelException("Say what the text must be in one way: regex, grammar or schema."),
    };

    /// <param name="refuse">Told the field and a sentence for each thing that is wrong.</param>
    public static void Check(GenerationSettings asked, Action<string, string> refuse)
    {
        if (asked.BannedWords is { } words && words.Any(word => string.IsNullOrWhiteSpace(word) || word.Length > MaxPhrase))
            refuse("settings.bannedWords", $"A banned word or phrase has 1 to {MaxPhrase} characters.");
        if (asked.LogitBias is { } biases && (biases.Count > MaxBias || biases.Any(bias => bias.Key < 0 || bias.Value is not (>= -100 and <= 100))))
            refuse("settings.logitBias", $"The bias is -100 to 100, for at most {MaxBias} tokens, by their ids.");
        try
        {
            Read(asked.Structure);
        }
        catch (ModelException e)
        {
            refuse("settings.structure", e.Message);
        }
    }
}
