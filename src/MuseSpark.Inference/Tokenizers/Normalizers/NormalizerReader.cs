using System.Globalization;
using System.Text;
using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Tokenizers.Normalizers;

/// <summary>The steps that bring a text into the form in which the vocabulary is written.</summary>
internal static class NormalizerReader
{
    public static Func<string, string> Read(TokenizerJson.Step? step)
    {
        var steps = new TextSteps(TextSteps.MostOf);
        Add(step, steps);
        return steps.Apply;
    }

    private static void Add(TokenizerJson.Step? step, TextSteps steps)
    {
        switch (step)
        {
            case null or { Type: "Precompiled", PrecompiledCharsMap: null }:
                break;
            case { Type: "Sequence" }:
                foreach (var inner in step.Normalizers) Add(inner, steps);
                break;
            case { Type: "Precompiled", PrecompiledCharsMap: { } map }:
                steps.Add(new PrecompiledMap(map).Normalize);
                break;
            case { Type: "Replace" }:
                steps.AddReplace(step);
                break;
            default:
                steps.Add(Create(step));
                break;
        }
    }

    private static Func<string, string> Create(TokenizerJson.Step step)
    {
        switch (step.Type)
        {
            case "NFC": return UnicodeForms.C;
            case "NFD": return UnicodeForms.D;
            case "NFKC": return UnicodeForms.KC;
            case "NFKD": return UnicodeForms.KD;
            case "Lowercase": return Lower;
            case "StripAccents": return text => Keep(text, rune => !IsMark(rune));
            case "Strip":
                return text => (step.StripLeft, step.StripRight) switch
                {
                    (true, true) => text.Trim(),
                    (true, false) => text.TrimStart(),
                    (false, true) => text.TrimEnd(),
                    _ => text,
                };
            case "Prepend": return text => text.Length == 0 ? text : step.Prepend + text;
            case "Nmt": return Nmt;
            case "BertNormalizer": return new BertNormalizer(step).Normalize;
            default: throw new ModelException($"The tokenizer has a normaliser {step.Type} that this version doesn't know. Use another model.");
        }
    }

    /// <summary>Each character by itself, as the original does: no final sigma; only U+0130 becomes two.</summary>
    public static string Lower(string text) => text.ToLowerInvariant().Replace("\u0130", "i\u0307", StringComparison.Ordinal);

    public static string Keep(string text, Func<Rune, bool> keep)
    {
        var result = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            if (keep(rune)) result.Append(rune);
        return result.ToString();
    }

    private static bool IsMark(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;

    /// <summary>SentencePiece's rule for machine translation: control characters go, everything that looks like a space is one.</summary>
    private static string Nmt(string text)
    {
        var result = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (c is (>= '\u0001' and <= '\u0008') or '\u000B' or (>= '\u000E' and <= '\u001F') or '\u007F' or '\u008F' or '\u009F') continue;
            var space = c is '\t' or '\n' or '\f' or '\r' or '\u1680' or (>= '\u200B' and <= '\u200F') or '\u2028' or '\u2029' or '\u2581' or '\uFEFF' or '\uFFFD';
            result.Append(space ? ' ' : c);
        }
        return result.ToString();
    }
}
