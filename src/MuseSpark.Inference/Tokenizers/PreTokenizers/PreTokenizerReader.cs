using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Tokenizers.PreTokenizers;

/// <summary>Cuts a piece of text into words, which no token spans.</summary>
/// <param name="isFirst">Whether the piece stands at the very beginning of the text that is encoded.</param>
internal delegate List<string> PreTokenizerStep(string piece, bool isFirst);

/// <summary>The steps that cut a text into words.</summary>
internal static class PreTokenizerReader
{
    /// <summary>GPT-2's rule (Radford et al. 2019): contractions, words, numbers, symbols, each with the space before it.</summary>
    private const string Gpt2 = @"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+";

    private const string Punctuation = @"[\p{P}!-/:-@\[-`{-~]";

    // Rust's \w: alphabetic, marks, digits, connectors, joiners.
    private const string Word = @"[\p{L}\p{M}\p{Nd}\p{Nl}\p{Pc}\u24B6-\u24E9\u200C\u200D]";

    public static IReadOnlyList<PreTokenizerStep> Read(TokenizerJson.Step? step)
    {
        if (step is null) return [];
        return step.Type == "Sequence" ? [.. step.PreTokenizers.SelectMany(Read)] : Create(step);
    }

    private static IReadOnlyList<PreTokenizerStep> Create(TokenizerJson.Step step)
    {
        switch (step.Type)
        {
            case "ByteLevel":
                PreTokenizerStep[] cut = step.UseRegex ? [Split(Gpt2, SplitBehaviour.Isolated)] : [];
                PreTokenizerStep[] space = step.AddPrefixSpace == true ? [(text, _) => [text.StartsWith(' ') ? text : " " + text]] : [];
                return [.. space, .. cut, (text, _) => [ByteAlphabet.Write(text)]];
            case "Metaspace":
                return Metaspace(step);
            case "Whitespace":
                return [Split($@"{Word}+|(?:(?!{Word})\S)+", SplitBehaviour.Removed, invert: true)];
            case "WhitespaceSplit":
                return [Split(@"\s", SplitBehaviour.Removed)];
            case "Digits":
                return [Split(step.IndividualDigits ? @"\p{N}" : @"\p{N}+", SplitBehaviour.Isolated)];
            case "Punctuation":
                return [Split(Punctuation, Behaviour(step.Behavior.Length == 0 ? "Isolated" : step.Behavior))];
            case "BertPreTokenizer":
                return [Split(@"\s", SplitBehaviour.Removed), Split(Punctuation, SplitBehaviour.Isolated)];
            case "CharDelimiterSplit" when step.Delimiter.Length > 0:
                return [Split(Regex.Escape(step.Delimiter), SplitBehaviour.Removed)];
            case "FixedLength" when step.Length > 0:
                return [Split(string.Create(CultureInfo.InvariantCulture, $@"[\s\S]{{1,{step.Length}}}"), SplitBehaviour.Isolated)];
            case "Split" when step.Pattern is { } pattern:
                var regex = pattern.Regex ?? Regex.Escape(pattern.String ?? throw new JsonException("A Split step has no pattern."));
                return [Split(regex, Behaviour(step.Behavior), step.Invert)];
            default:
                throw new ModelException($"The tokenizer has a step {step.Type} that this version doesn't know. Use another model.");
        }
    }

    /// <summary>SentencePiece's way to keep spaces: each is written as a visible character, one may be put in front, words begin with it.</summary>
    private static List<PreTokenizerStep> Metaspace(TokenizerJson.Step step)
    {
        if (Rune.DecodeFromUtf16(step.Replacement, out _, out var length) != OperationStatus.Done || length != step.Replacement.Length)
            throw new JsonException("A Metaspace step has no replacement, or one of several characters.");
        var mark = step.Replacement;
        // Older files say add_prefix_space, newer ones prepend_scheme.
        var scheme = step.PrependScheme ?? (step.AddPrefixSpace == false ? "never" : "always");
        if (scheme is not ("always" or "first" or "never")) throw new JsonException("A Metaspace step has an unknown prepend_scheme.");
        PreTokenizerStep write = (text, isFirst) =>
        {
            var written = text.Replace(" ", mark, StringComparison.Ordinal);
            var prepend = !written.StartsWith(mark, StringComparison.Ordinal) && (scheme == "always" || (scheme == "first" && isFirst));
            return [prepend ? mark + written : written];
        };
        return step.SplitWords ? [write, Split(Regex.Escape(mark), SplitBehaviour.MergedWithNext)] : [write];
    }

    private static PreTokenizerStep Split(string pattern, SplitBehaviour behaviour, bool invert = false)
    {
        var step = new SplitStep(TokenPattern.Compile(pattern), behaviour, invert);
        return (text, _) => step.Split(text);
    }

    private static SplitBehaviour Behaviour(string name) => Enum.TryParse<SplitBehaviour>(name, ignoreCase: true, out var behaviour) && !char.IsDigit(name[0])
        ? behaviour
        : throw new ModelException($"The tokenizer has a step with the behaviour {name} that this version doesn't know. Use another model.");
}
