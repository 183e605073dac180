using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Tokenizers;

/// <summary>
/// The steps by which a normaliser or a decoder changes a text, one after the other. The file may be somebody else's, and thirty steps that
/// each put "aa" in the place of "a" would fill all memory; so there is a length for what a text may become.
/// </summary>
/// <remarks>Once all steps are added, it is safe for concurrent calls.</remarks>
/// <param name="mostOf">Most characters that a text of so many may become.</param>
internal sealed class TextSteps(Func<int, int> mostOf)
{
    /// <summary>Most steps; the longest published lists have a few dozen.</summary>
    public const int Most = 256;

    // A pattern has a limit for each match; this is for all matches of a text.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly List<Func<string, int, string>> _steps = [];

    /// <summary>What a text may become where nothing more is known: the character that becomes most has eighteen in NFKC, and words may get a space each.</summary>
    public static int MostOf(int length) => (int)Math.Min(20L * length + 1024, int.MaxValue);

    public static ModelException TooLong() => new("The tokenizer makes a text many times as long, as no real one does. Use another model.");

    public static ModelException TooMany() => new($"The tokenizer has more than {Most} steps of one kind. Use another model.");

    /// <param name="step">Makes a text at most a few times as long.</param>
    public void Add(Func<string, string> step) => Add((text, _) => step(text));

    /// <param name="step">Is told how long a text it may make, and gives up in the middle with <see cref="TooLong"/>.</param>
    public void Add(Func<string, int, string> step)
    {
        if (_steps.Count == Most) throw TooMany();
        _steps.Add(step);
    }

    /// <summary>Adds a step that puts its content wherever its pattern is found.</summary>
    public void AddReplace(TokenizerJson.Step step)
    {
        if (step.Pattern is { String: { Length: > 0 } literal })
        {
            Add((text, most) => Replace(text, literal, step.Content, most));
            return;
        }
        var regex = TokenPattern.Compile(step.Pattern?.Regex ?? throw new JsonException("A Replace step has no pattern."));
        Add((text, most) => Replace(text, regex, step.Content, most));
    }

    /// <exception cref="ModelException">The text becomes too long.</exception>
    /// <exception cref="RegexMatchTimeoutException">A pattern is one that takes for ever on this text.</exception>
    public string Apply(string text)
    {
        var most = mostOf(text.Length);
        foreach (var step in _steps)
        {
            text = step(text, most);
            if (text.Length > most) throw TooLong();
        }
        return text;
    }

    private static string Replace(string text, string literal, string content, int most)
    {
        var more = content.Length - literal.Length;
        if (more > 0 && text.Length + (long)more * text.AsSpan().Count(literal) > most) throw TooLong();
        return text.Replace(literal, content, StringComparison.Ordinal);
    }

    private static string Replace(string text, Regex pattern, string content, int most)
    {
        var result = new StringBuilder(text.Length);
        var position = 0;
        var started = Stopwatch.GetTimestamp();
        foreach (var place in pattern.EnumerateMatches(text))
        {
            if (Stopwatch.GetElapsedTime(started) > Patience) throw new RegexMatchTimeoutException();
            if (result.Length + (long)content.Length > most) throw TooLong();
            result.Append(text, position, place.Index - position).Append(content);
            position = place.Index + place.Length;
        }
        return result.Append(text, position, text.Length - position).ToString();
    }
}
