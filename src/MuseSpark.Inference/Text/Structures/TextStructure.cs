using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Text.Structures;

/// <summary>What a text must be, by a regular expression, a grammar or a JSON schema: the model then writes nothing else.</summary>
/// <remarks>Immutable and safe for concurrent calls. Made once, it can serve any number of requests and models.</remarks>
public sealed class TextStructure
{
    private TextStructure(string source, string? schema, IReadOnlyList<Pattern> rules) => (Source, Schema, Automaton) = (source, schema, AutomatonBuilder.Build(rules));

    /// <summary>The JSON schema, where it is one: engines elsewhere take that, and nothing else.</summary>
    public string? Schema { get; }

    /// <summary>Its notation and what was written in it: equal for structures that are the same.</summary>
    internal string Source { get; }

    internal ByteAutomaton Automaton { get; }

    /// <summary>The whole text matches a regular expression of ECMA-262 without looking around, back references and borders of words.</summary>
    /// <param name="pattern">At most 10,000 characters.</param>
    /// <exception cref="ModelException">It can't be read or is too large.</exception>
    public static TextStructure Regex(string pattern) => new($"regex {pattern}", null, [RegexReader.Read(pattern, finds: false)]);

    /// <summary>The text is what the rule "root" of a grammar says, in the notation of llama.cpp (GBNF).</summary>
    /// <param name="grammar">At most 10,000 characters; rules may call themselves, but not as the first thing.</param>
    /// <exception cref="ModelException">It can't be read or is too large.</exception>
    public static TextStructure Grammar(string grammar) => new($"grammar {grammar}", null, GrammarReader.Read(grammar));

    /// <summary>
    /// The text is JSON that a schema allows: type, properties, required, items, minItems, maxItems, enum, const, minLength, maxLength, pattern,
    /// format (dates, times, uuid), minimum, maximum, their exclusive forms, anyOf and $ref within the schema. Properties come in the order of the
    /// schema, and no others. Keywords that ask for more are refused, not ignored.
    /// </summary>
    /// <param name="schema">At most 64 KB.</param>
    /// <exception cref="ModelException">It can't be read, is too large, or asks for what isn't known here.</exception>
    public static TextStructure JsonSchema(string schema) => new($"schema {schema}", schema, Json.SchemaReader.Read(schema));

    /// <summary>The text is JSON of any kind.</summary>
    public static TextStructure AnyJson { get; } = JsonSchema("{}");
}
