using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace MuseSpark.Training.Evaluation;

/// <summary>Draws the loss that training printed, as an SVG picture.</summary>
public static partial class LossCurve
{
    private const double Width = 720, Height = 300, Left = 56, Right = 16, Top = 36, Bottom = 40;
    private const string Ink = "#77706a", Grid = "#77706a33", Line = "#c2571a";

    public readonly record struct Point(double At, double Loss);

    [GeneratedRegex(@"\bstep (?<step>\d+)\b.*\bloss (?<loss>[\d.]+)")]
    private static partial Regex Progress { get; }

    [GeneratedRegex(@"\btokens (?<tokens>[\d.]+)M\b")]
    private static partial Regex Tokens { get; }

    public static void Run(CommandOptions options, CancellationToken cancel)
    {
        var logs = options.Text("logs").Split(',');
        var file = options.Text("out");
        var title = options.Text("title", "Loss");
        options.RejectUnknown();
        var points = logs.SelectMany(log => Read(File.ReadLines(log))).OrderBy(point => point.At).ToList();
        if (points.Count < 2) throw new UsageException("The logs hold no lines of progress (step N ... loss L).");
        File.WriteAllText(file, Draw(points, title, points[^1].At < 10_000 && logs.Any(log => File.ReadLines(log).Any(Tokens.IsMatch)) ? "million tokens" : "steps"));
    }

    /// <summary>Lines of progress: by the millions of tokens seen where they tell them, else by the step.</summary>
    public static IEnumerable<Point> Read(IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            if (Progress.Match(line) is not { Success: true } match) continue;
            var seen = Tokens.Match(line) is { Success: true } tokens ? tokens.Groups["tokens"].ValueSpan : match.Groups["step"].ValueSpan;
            yield return new Point(double.Parse(seen, CultureInfo.InvariantCulture), double.Parse(match.Groups["loss"].ValueSpan, CultureInfo.InvariantCulture));
        }
    }

    /// <summary>The points faint, and their running mean as a line.</summary>
    public static string Draw(IReadOnlyList<Point> points, string title, string unit)
    {
        // The first values of an untrained model would press everything else flat.
        var sorted = points.Select(p => p.Loss).Order().ToList();
        double low = sorted[0], high = sorted[(int)(0.98 * (sorted.Count - 1))], first = points[0].At, last = points[^1].At;
        if (high <= low) high = low + 1;
        double X(double at) => Left + (at - first) / Math.Max(last - first, 1e-9) * (Width - Left - Right);
        double Y(double loss) => Top + (high - Math.Clamp(loss, low, high)) / (high - low) * (Height - Top - Bottom);

        var svg = new StringBuilder();
        for (var i = 0; i <= 4; i++)
        {
            double loss = low + i * (high - low) / 4, at = first + i * (last - first) / 4;
            svg.Append(CultureInfo.InvariantCulture, $"<path d=\"M{Left} {Y(loss):f1}H{Width - Right}\" stroke=\"{Grid}\"/>")
                .Append(Text(Left - 8, Y(loss) + 4, loss.ToString("0.00", CultureInfo.InvariantCulture), "end"))
                .Append(Text(X(at), Height - Bottom + 18, at.ToString(last < 1000 ? "0.0" : "0", CultureInfo.InvariantCulture), "middle"));
        }
        var (path, mean) = (new StringBuilder(), points[0].Loss);
        foreach (var point in points)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<circle cx=\"{X(point.At):f1}\" cy=\"{Y(point.Loss):f1}\" r=\"1.5\" fill=\"{Line}\" opacity=\"0.3\"/>");
            mean += 0.15 * (point.Loss - mean);
            path.Append(CultureInfo.InvariantCulture, $"{(path.Length == 0 ? "M" : "L")}{X(point.At):f1} {Y(mean):f1}");
        }
        svg.Append(CultureInfo.InvariantCulture, $"<path d=\"{path}\" fill=\"none\" stroke=\"{Line}\" stroke-width=\"2\"/>").Append(Text(Width - Right, Height - 6, unit, "end"));
        return string.Create(CultureInfo.InvariantCulture,
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" width=\"{Width}\" height=\"{Height}\" role=\"img\" aria-label=\"{WebUtility.HtmlEncode(title)}\" font-family=\"system-ui, sans-serif\">{Text(0, 18, title, "start")}{svg}</svg>\n");
    }

    private static string Text(double x, double y, string text, string anchor) => string.Create(CultureInfo.InvariantCulture,
        $"<text x=\"{x:f1}\" y=\"{y:f1}\" fill=\"{Ink}\" font-size=\"12\" text-anchor=\"{anchor}\">{WebUtility.HtmlEncode(text)}</text>");
}
