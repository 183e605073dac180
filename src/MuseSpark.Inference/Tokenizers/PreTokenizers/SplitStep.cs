using System.Diagnostics;
using System.Text.RegularExpressions;

namespace MuseSpark.Inference.Tokenizers.PreTokenizers;

/// <summary>What becomes of the places where the pattern of a <see cref="SplitStep"/> is found.</summary>
internal enum SplitBehaviour
{
    Isolated,
    Removed,
    MergedWithPrevious,
    MergedWithNext,
    Contiguous,
}

/// <summary>Cuts a text into words at the places where a pattern is found.</summary>
/// <param name="Invert">True where the pattern describes what lies between the places.</param>
internal sealed record SplitStep(Regex Pattern, SplitBehaviour Behaviour, bool Invert = false)
{
    // A pattern has a limit for each match; this is for all matches of a text.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>The words of <paramref name="text"/> in order.</summary>
    /// <exception cref="RegexMatchTimeoutException">The pattern is one that takes for ever on this text.</exception>
    public List<string> Split(string text)
    {
        var mapped = new CodePointText(text);
        // Stretches in order, each match and each gap between matches on its own.
        var stretches = new List<(int Start, int End, bool IsPlace)>();
        var position = 0;
        var started = Stopwatch.GetTimestamp();
        foreach (var place in Pattern.EnumerateMatches(mapped.Units))
        {
            if (Stopwatch.GetElapsedTime(started) > Patience) throw new RegexMatchTimeoutException();
            if (place.Length == 0) continue;
            if (place.Index > position) stretches.Add((position, place.Index, Invert));
            position = place.Index + place.Length;
            stretches.Add((place.Index, position, !Invert));
        }
        if (position < mapped.Units.Length) stretches.Add((position, mapped.Units.Length, Invert));

        var words = new List<string>();
        var start = 0;
        for (var i = 0; i < stretches.Count; i++)
        {
            var (_, to, isPlace) = stretches[i];
            var nextIsPlace = i + 1 < stretches.Count ? stretches[i + 1].IsPlace : (bool?)null;
            var goesOn = Behaviour switch
            {
                SplitBehaviour.MergedWithPrevious => !isPlace && nextIsPlace == true,
                SplitBehaviour.MergedWithNext => isPlace && nextIsPlace == false,
                SplitBehaviour.Contiguous => isPlace == nextIsPlace,
                _ => false,
            };
            if (goesOn) continue;
            if (Behaviour != SplitBehaviour.Removed || !isPlace) words.Add(mapped.Slice(start, to - start));
            start = to;
        }
        return words;
    }
}
