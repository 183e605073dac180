using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace MuseSpark.Inference.Image;

/// <summary>Words that count alike.</summary>
internal readonly record struct WeightedText(string Text, float Weight);

/// <summary>
/// The brackets by which people say how much words count, as they are written for CLIP everywhere: (words) count 1.1 times, [words]
/// 1 / 1.1 times, (words:1.3) 1.3 times, brackets in brackets multiply, and \( is a bracket to be seen.
/// </summary>
internal static partial class PromptWeights
{
    private const float Step = 1.1f, Most = 5;

    /// <summary>The prompt's words without those brackets; neighbours differ in weight.</summary>
    /// <remarks>It never fails: a bracket that nothing closes counts up to the end, one that nothing opened is left out.</remarks>
    public static IReadOnlyList<WeightedText> Read(string prompt)
    {
        var parts = new List<(StringBuilder Text, double Weight)>();
        var open = new Stack<(char Bracket, int Start)>();
        foreach (Match match in Piece().Matches(prompt))
        {
            var piece = match.Value;
            if (piece is "(" or "[") open.Push((piece[0], parts.Count));
            else if (match.Groups["weight"].Success && open.TryPeek(out var told) && told.Bracket == '(') Close(double.Parse(match.Groups["weight"].ValueSpan, CultureInfo.InvariantCulture));
            else if (piece == ")" && open.TryPeek(out var round) && round.Bracket == '(') Close(Step);
            else if (piece == "]" && open.TryPeek(out var square) && square.Bracket == '[') Close(1 / Step);
            else if (piece is not (")" or "]")) parts.Add((new StringBuilder(piece[0] == '\\' && piece.Length == 2 ? piece[1..] : piece), 1));
        }
        while (open.Count > 0) Close(open.Peek().Bracket == '(' ? Step : 1 / Step);

        var joined = new List<WeightedText>();
        foreach (var (text, weight) in parts)
        {
            var counted = (float)Math.Clamp(weight, 0, Most);
            if (joined.Count > 0 && joined[^1].Weight == counted) joined[^1] = joined[^1] with { Text = joined[^1].Text + text };
            else joined.Add(new(text.ToString(), counted));
        }
        return joined;

        void Close(double times)
        {
            for (var i = open.Pop().Start; i < parts.Count; i++) parts[i] = parts[i] with { Weight = parts[i].Weight * times };
        }
    }

    /// <summary>
    /// Multiplies what stands for each token, and brings the mean back to what it was, so that the whole stays in the range the
    /// denoiser knows.
    /// </summary>
    /// <param name="states">(L, D)</param>
    /// <param name="weights">(L)</param>
    public static void Apply(Span<float> states, ReadOnlySpan<float> weights)
    {
        var width = states.Length / weights.Length;
        double before = 0, after = 0;
        for (var i = 0; i < states.Length; i++)
        {
            before += states[i];
            after += states[i] *= weights[i / width];
        }
        var back = (float)(before / after);
        if (!float.IsFinite(back) || back is <= 0 or > Most) return;
        foreach (ref var value in states) value *= back;
    }

    [GeneratedRegex(@"\\[()\[\]\\]|[()\[\]]|:\s*(?<weight>[0-9]{1,4}(\.[0-9]{1,6})?)\s*\)|[^\\()\[\]:]+|.", RegexOptions.Singleline)]
    private static partial Regex Piece();
}
