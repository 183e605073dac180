using System.Text;
using System.Text.RegularExpressions;
using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Tokenizers;

/// <summary>Regular expressions of tokenizer files, which are written for Rust's or Oniguruma's engine.</summary>
internal static class TokenPattern
{
    private const int MaxLength = 10_000;

    // The pattern may come from somebody else's file.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <exception cref="ModelException">The pattern is too long, or uses what .NET's engine doesn't know.</exception>
    public static Regex Compile(string pattern)
    {
        if (pattern.Length > MaxLength) throw new ModelException($"The tokenizer has a pattern of more than {MaxLength} characters. Use another model.");
        try
        {
            return new Regex(WithoutPossession(Unnested(pattern)), RegexOptions.CultureInvariant, Patience);
        }
        catch (RegexParseException e) when (pattern.Contains(@"\p{", StringComparison.OrdinalIgnoreCase))
        {
            throw new ModelException("The tokenizer has a damaged pattern, or one with a class of characters that this version doesn't know. Use another model.", e);
        }
    }

    /// <summary>BLOOM's pattern has a class within a class, [^(\s|[.,])], which .NET lacks: the same with one class.</summary>
    private static string Unnested(string pattern) => Regex.Replace(pattern, @"\[\^\(\\s\|\[([^\]]+)\]\)\]", @"[^()|\s$1]");

    /// <summary>
    /// Drops the second sign of the possessive quantifiers ?+, *+ and ++, which .NET lacks. They forbid going back into what was
    /// matched, which in patterns of tokenizers only saves time.
    /// </summary>
    private static string WithoutPossession(string pattern)
    {
        var result = new StringBuilder(pattern.Length);
        var inClass = false;
        var quantified = false;
        for (var i = 0; i < pattern.Length; i++)
        {
            var c = pattern[i];
            if (c == '+' && quantified && !inClass)
            {
                quantified = false;
                continue;
            }
            quantified = !inClass && c is '?' or '*' or '+' && i > 0 && pattern[i - 1] is not '(';
            if (c == '[') inClass = true;
            if (c == ']') inClass = false;
            result.Append(c);
            if (c == '\\' && i + 1 < pattern.Length) result.Append(pattern[++i]);
        }
        return result.ToString();
    }
}
